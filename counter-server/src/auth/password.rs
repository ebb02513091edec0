//! Passwords: Argon2id hashes, and what a password must be.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{self, PasswordHasher, PasswordVerifier};

/// The fewest characters of a password.
pub const PASSWORD_CHARACTERS_MIN: usize = 8;

/// The most bytes of a password: more only burns time.
pub const PASSWORD_BYTES_MAX: usize = 1024;

/// The hash of a password that nobody has: its 32 bytes of output are all zero.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The hash to store, in PHC format, with a new salt.
///
/// # Errors
/// When the system has no randomness.
pub fn hash(password: &str) -> Result<String, password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

/// Whether the password fits the hash. Without a hash, because nobody has the name, it takes as long and
/// fits never, so that names cannot be told apart by time.
#[must_use]
pub fn fits(password: &str, hash: Option<&str>) -> bool {
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NOBODYS)) else { return false };
    let fits = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
    fits && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::{NOBODYS, PasswordHash, fits, hash};

    #[test]
    fn an_unknown_name_costs_as_much_as_a_known_one() {
        let nobodys = PasswordHash::new(NOBODYS).unwrap();
        let somebodys = hash("một hai ba bốn").unwrap();
        let somebodys = PasswordHash::new(&somebodys).unwrap();
        assert_eq!(nobodys.params, somebodys.params);
        assert_eq!(nobodys.algorithm, somebodys.algorithm);
    }

    #[test]
    fn only_the_password_fits_its_hash() {
        let stored = hash("một hai ba bốn").unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(fits("một hai ba bốn", Some(&stored)));
        assert!(!fits("mot hai ba bon", Some(&stored)));
        assert!(!fits("một hai ba bốn", None));
        assert!(!fits("một hai ba bốn", Some("nonsense")));
    }
}
