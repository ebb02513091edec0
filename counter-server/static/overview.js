// The pages of reception and managers: live, with ticking waits.

import "./live.js";
import "./clocks.js";
import "./help.js";
