//! The text of a note as it is kept: without signs that nobody sees and that turn what others read around.

/// The text with its lines, trimmed, without control characters, marks of writing direction (Unicode Standard
/// Annex 9), invisible spaces and tags. Whoever pastes a text cannot know of them, so they are no reason to refuse it.
#[must_use]
pub fn readable(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let kept: String = text.chars().filter_map(kept).collect();
    kept.trim().to_owned()
}

fn kept(sign: char) -> Option<char> {
    match sign {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' => Some(' '),
        _ if sign.is_control() || is_unseen(sign) => None,
        _ => Some(sign),
    }
}

fn is_unseen(sign: char) -> bool {
    matches!(
        sign,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn what_nobody_sees_is_not_kept() {
        assert_eq!(
            readable("  Thiếu giấy chứng sinh\r\nbản chính\t2 tờ "),
            "Thiếu giấy chứng sinh\nbản chính 2 tờ"
        );
        assert_eq!(readable("số \u{202e}321\u{202c} \u{2066}x\u{2069}"), "số 321 x");
        assert_eq!(readable("a\u{0}\u{1b}[2J\u{7f}\u{9b}b\u{200b}\u{feff}"), "a[2Jb");
        assert_eq!(readable("\u{200b}\u{202e}"), "");
        assert_eq!(readable("Nguyễn đồng ý ≥ 3 bản – “ổn” 👍"), "Nguyễn đồng ý ≥ 3 bản – “ổn” 👍");
    }
}
