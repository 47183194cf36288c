//! Access tokens: short-lived, one algorithm, checked to the second.

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::error::ServiceError;
use crate::domain::{SessionId, UserId};

/// How long an access token is good for, in seconds.
pub const LIFETIME: i64 = 600;
/// How far clocks of servers may be apart, in seconds.
const LEEWAY: u64 = 5;
const ISSUER: &str = "saathi";
const AUDIENCE: &str = "saathi-api";
const TYPE: &str = "access";
/// The fewest bytes of a key.
const SHORTEST_KEY: usize = 32;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    typ: String,
    sub: String,
    ses: String,
    /// The user's security version: what was issued before a change of role or password is void.
    sec: i32,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// Whom a token was made out to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// The user.
    pub user: UserId,
    /// The session.
    pub session: SessionId,
    /// The user's security version when it was made.
    pub security_version: i32,
}

/// A key with the id by which tokens name it.
struct Key {
    id: String,
    secret: Vec<u8>,
    encoding: EncodingKey,
    decoding: DecodingKey,
}

/// Makes and reads access tokens. The first key signs; all of them are accepted.
pub struct Tokens {
    keys: Vec<Key>,
}

impl Tokens {
    /// Takes the keys, the one that signs first.
    pub fn new(keys: Vec<(String, Vec<u8>)>) -> Result<Self, ServiceError> {
        if keys.is_empty() || keys.iter().any(|(_, secret)| secret.len() < SHORTEST_KEY) {
            let message = format!("a signing key has fewer than {SHORTEST_KEY} bytes");
            return Err(ServiceError::Internal(message));
        }
        let key = |(id, secret): (String, Vec<u8>)| Key {
            id,
            encoding: EncodingKey::from_secret(&secret),
            decoding: DecodingKey::from_secret(&secret),
            secret,
        };
        Ok(Self { keys: keys.into_iter().map(key).collect() })
    }

    /// A token for ten minutes from `now` on.
    pub fn issue(&self, bearer: &Bearer, now: DateTime<Utc>) -> Result<String, ServiceError> {
        let none = || ServiceError::Internal("no signing key".to_owned());
        let key = self.keys.first().ok_or_else(none)?;
        let now = now.timestamp();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            typ: TYPE.to_owned(),
            sub: bearer.user.to_string(),
            ses: bearer.session.to_string(),
            sec: bearer.security_version,
            iat: now,
            nbf: now,
            exp: now + LIFETIME,
        };
        let header = Header { kid: Some(key.id.clone()), ..Header::new(Algorithm::HS256) };
        encode(&header, &claims, &key.encoding)
            .map_err(|error| ServiceError::Internal(format!("signing a token: {error}")))
    }

    /// A secret of one purpose that follows from `bytes` and the signing key, and from nothing else.
    pub(super) fn derive(&self, purpose: &str, bytes: &[u8]) -> Result<[u8; 32], ServiceError> {
        let none = || ServiceError::Internal("no signing key".to_owned());
        let key = self.keys.first().ok_or_else(none)?;
        let failed = |_| ServiceError::Internal("a signing key cannot be used".to_owned());
        let mut mac = Hmac::<Sha256>::new_from_slice(&key.secret).map_err(failed)?;
        mac.update(purpose.as_bytes());
        mac.update(b" ");
        mac.update(bytes);
        Ok(mac.finalize().into_bytes().into())
    }

    /// Whom a token was made out to; whatever is wrong with it, the answer is the same.
    pub fn read(&self, token: &str) -> Result<Bearer, ServiceError> {
        let refused = |_| ServiceError::Unauthenticated;
        let header = jsonwebtoken::decode_header(token).map_err(refused)?;
        let named = |key: &&Key| header.kid.as_deref() == Some(key.id.as_str());
        let key = self.keys.iter().find(named).ok_or(ServiceError::Unauthenticated)?;
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = LEEWAY;
        validation.validate_nbf = true;
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]);
        let claims = decode::<Claims>(token, &key.decoding, &validation).map_err(refused)?.claims;
        if claims.typ != TYPE {
            return Err(ServiceError::Unauthenticated);
        }
        let ids = UserId::parse(&claims.sub).zip(SessionId::parse(&claims.ses));
        let (user, session) = ids.ok_or(ServiceError::Unauthenticated)?;
        Ok(Bearer { user, session, security_version: claims.sec })
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;

    fn tokens() -> Tokens {
        Tokens::new(vec![("k1".into(), vec![7; 32]), ("k0".into(), vec![9; 32])]).unwrap()
    }

    fn bearer() -> Bearer {
        let (user, session) = (UserId::from_bits(1), SessionId::from_bits(2));
        Bearer { user, session, security_version: 3 }
    }

    #[test]
    fn a_token_names_its_bearer_for_ten_minutes() {
        let token = tokens().issue(&bearer(), Utc::now()).unwrap();
        assert_eq!(tokens().read(&token).unwrap(), bearer());
        let old = tokens().issue(&bearer(), Utc::now() - Duration::seconds(LIFETIME + 10)).unwrap();
        let early = tokens().issue(&bearer(), Utc::now() + Duration::seconds(60)).unwrap();
        for token in [old, early] {
            assert!(matches!(tokens().read(&token), Err(ServiceError::Unauthenticated)));
        }
    }

    #[test]
    fn keys_can_be_changed_one_after_the_other() {
        let before = Tokens::new(vec![("k0".into(), vec![9; 32])]).unwrap();
        let token = before.issue(&bearer(), Utc::now()).unwrap();
        assert!(tokens().read(&token).is_ok(), "an earlier key is still accepted");
        let token = tokens().issue(&bearer(), Utc::now()).unwrap();
        assert!(before.read(&token).is_err(), "a key that is not known is not");
    }

    #[test]
    fn a_short_key_is_refused() {
        assert!(Tokens::new(vec![("k".into(), vec![1; 31])]).is_err());
        assert!(Tokens::new(vec![]).is_err());
    }

    #[test]
    fn forged_tokens_are_refused() {
        let good = tokens().issue(&bearer(), Utc::now()).unwrap();
        let (head, rest) = good.split_once('.').unwrap();
        let (body, signature) = rest.split_once('.').unwrap();
        let unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
        let forged = [
            String::new(),
            "..".to_owned(),
            format!("{head}.{body}."),
            format!("{head}.{body}"),
            format!("{unsigned}.{body}."),
            format!("{unsigned}.{body}.{signature}"),
            format!("{head}.{body}.{}", signature.replace(['A', 'B', 'C'], "D") + "x"),
            format!("{head}.{}.{signature}", body.replace('a', "b")),
        ];
        for token in forged {
            assert!(tokens().read(&token).is_err(), "{token}");
        }
    }
}
