//! Lists on screens: one that stays the same is not made anew, or a touch that has begun on a row would be lost.

use slint::{Model, ModelRc, VecModel};

/// What is shown when it says the same already, else a list of these rows.
pub(super) fn kept<T: Clone + PartialEq + 'static>(
    shown: ModelRc<T>,
    wanted: Vec<T>,
) -> ModelRc<T> {
    let is_same =
        shown.row_count() == wanted.len() && shown.iter().zip(&wanted).all(|(a, b)| a == *b);
    if is_same { shown } else { ModelRc::new(VecModel::from(wanted)) }
}
