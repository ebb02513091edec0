//! The token in a ticket's QR code: names the ticket, and proves that this server printed it.
//!
//! Nothing about it is stored: it is the ticket's id and 128 bits of HMAC-SHA256 (RFC 2104) under the
//! server's key, which stands outside the database.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use shared::ids::TicketId;
use uuid::Uuid;

use crate::data_folder::ServerKey;

const ID_BYTES: usize = 16;
const PROOF_BYTES: usize = 16;

/// The token of a ticket.
#[must_use]
pub fn public_token(key: &ServerKey, ticket: TicketId) -> String {
    let proof = mac(key, ticket).map(|mac| mac.finalize().into_bytes());
    let mut bytes = [0; ID_BYTES + PROOF_BYTES];
    bytes[..ID_BYTES].copy_from_slice(ticket.0.as_bytes());
    if let Some(proof) = proof {
        bytes[ID_BYTES..].copy_from_slice(&proof[..PROOF_BYTES]);
    }
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The ticket that a token names; `None` for a token that this server never made. Takes the same time
/// wherever a wrong proof differs.
#[must_use]
pub fn ticket_of_token(key: &ServerKey, token: &str) -> Option<TicketId> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    if bytes.len() != ID_BYTES + PROOF_BYTES {
        return None;
    }
    let (id, proof) = bytes.split_at(ID_BYTES);
    let ticket = TicketId(Uuid::from_slice(id).ok()?);
    mac(key, ticket)?.verify_truncated_left(proof).ok()?;
    Some(ticket)
}

fn mac(key: &ServerKey, ticket: TicketId) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).ok()?;
    mac.update(b"public ticket ");
    mac.update(ticket.0.as_bytes());
    Some(mac)
}

#[cfg(test)]
mod tests {
    use shared::ids::TicketId;
    use uuid::Uuid;

    use super::{ServerKey, public_token, ticket_of_token};

    fn key(byte: u8) -> ServerKey {
        ServerKey::new([byte; 32])
    }

    #[test]
    fn a_token_names_its_ticket_and_cannot_be_made_up() {
        let ticket = TicketId(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001));
        let token = public_token(&key(7), ticket);
        assert_eq!(token.len(), 43);
        assert_eq!(ticket_of_token(&key(7), &token), Some(ticket));
        assert_eq!(ticket_of_token(&key(8), &token), None);
        for at in 0..token.len() {
            let other = if token.as_bytes()[at] == b'A' { "Q" } else { "A" };
            let mut forged = token.clone();
            forged.replace_range(at..=at, other);
            assert_ne!(ticket_of_token(&key(7), &forged), Some(ticket), "{forged}");
        }
        assert_eq!(ticket_of_token(&key(7), ""), None);
        assert_eq!(ticket_of_token(&key(7), &token[..42]), None);
    }
}
