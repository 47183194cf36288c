//! Access tokens that nobody was given.

use std::collections::BTreeSet;

use chrono::Utc;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use saathi::domain::{Role, Scope, SessionId, UserId};
use saathi::storage::sessions::signing_keys;
use serde_json::{Value, json};

use crate::harness::{Actor, Service, on_both};
use crate::http::Request;

/// So many kinds of tokens at least are tried.
const KINDS: usize = 60;
const ME: &str = "/api/v1/me";
const NONE: &str = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";

/// What a good token is made of.
struct Mint {
    key_id: String,
    secret: Vec<u8>,
    claims: Value,
}

impl Mint {
    /// With the server's own key, for somebody who is signed in.
    fn of(service: &Service, actor: &Actor) -> Self {
        let keys = service.app.database.read(&Scope::of_programme(), signing_keys);
        let (key_id, secret) = keys.expect("it reads").remove(0);
        let bearer = service.app.tokens.read(&actor.access_token).expect("a good token");
        let now = Utc::now().timestamp();
        let claims = json!({
            "iss": "saathi", "aud": "saathi-api", "typ": "access", "sub": bearer.user.as_str(),
            "ses": bearer.session.as_str(), "sec": bearer.security_version, "iat": now,
            "nbf": now, "exp": now + 600,
        });
        Self { key_id, secret, claims }
    }

    fn sign(&self, algorithm: Algorithm, key_id: Option<&str>, claims: &Value) -> String {
        self.sign_with(&self.secret, algorithm, key_id, claims)
    }

    fn sign_with(&self, key: &[u8], of: Algorithm, id: Option<&str>, claims: &Value) -> String {
        let header = Header { kid: id.map(str::to_owned), ..Header::new(of) };
        encode(&header, claims, &EncodingKey::from_secret(key)).expect("a token")
    }

    /// A token with some claims of its own; those that are null are left out.
    fn with(&self, changes: &Value) -> String {
        let mut claims = self.claims.clone();
        let whole = claims.as_object_mut().expect("an object");
        for (name, value) in changes.as_object().expect("an object") {
            if value.is_null() {
                whole.remove(name);
            } else {
                whole.insert(name.clone(), value.clone());
            }
        }
        self.sign(Algorithm::HS256, Some(&self.key_id), &claims)
    }
}

/// Claims that a token of ours never has, for that bearer.
fn wrong_claims(other: &str) -> Vec<Value> {
    let now = Utc::now().timestamp();
    let nobody = UserId::from_bits(1).to_string();
    let nothing = SessionId::from_bits(1).to_string();
    let mut wrong = vec![
        json!({"iss": "another"}),
        json!({"aud": "another"}),
        json!({"aud": ["another"]}),
        json!({"typ": "refresh"}),
        json!({"exp": now - 6}),
        json!({"exp": now - 1_000_000}),
        json!({"exp": "never"}),
        json!({"nbf": now + 60}),
        json!({"nbf": now + 600, "exp": now + 1_200}),
        json!({"sub": nobody}),
        json!({"sub": other}),
        json!({"sub": "'; --"}),
        json!({"ses": nothing}),
        json!({"ses": ""}),
        json!({"sec": 2}),
        json!({"sec": 0}),
        json!({"sec": "1"}),
        json!({"sec": 4_294_967_297_i64}),
        json!({"role": "admin"}),
        json!({"typ": "ACCESS"}),
        json!({"aud": []}),
        json!({"aud": "SAATHI-API"}),
        json!({"iss": ""}),
        json!({"exp": -1}),
        json!({"nbf": "now"}),
        json!({"sub": ""}),
        json!({"sub": 7}),
        json!({"ses": 7}),
    ];
    let names = ["iss", "aud", "typ", "sub", "ses", "sec", "nbf", "exp"];
    wrong.extend(names.map(|name| json!({ name: null })));
    wrong
}

/// Tokens whose signature is not that of the key that they name.
fn wrongly_signed(mint: &Mint) -> Vec<String> {
    let id = Some(mint.key_id.as_str());
    vec![
        mint.sign(Algorithm::HS384, id, &mint.claims),
        mint.sign(Algorithm::HS512, id, &mint.claims),
        mint.sign(Algorithm::HS256, None, &mint.claims),
        mint.sign(Algorithm::HS256, Some("unknown"), &mint.claims),
        mint.sign(Algorithm::HS256, Some(""), &mint.claims),
        mint.sign(Algorithm::HS256, Some("../../etc/passwd"), &mint.claims),
        mint.sign_with(&[0; 32], Algorithm::HS256, id, &mint.claims),
        mint.sign_with(b"", Algorithm::HS256, id, &mint.claims),
        mint.sign_with(mint.key_id.as_bytes(), Algorithm::HS256, id, &mint.claims),
    ]
}

/// Flips the lowest bit of what a letter of base64 stands for, of those that are letters.
fn flipped(token: &str, at: usize) -> String {
    let mut bytes = token.as_bytes().to_vec();
    bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
    String::from_utf8(bytes).expect("letters")
}

/// Tokens that were good before they were cut or changed.
fn damaged(good: &str) -> Vec<String> {
    let parts: Vec<&str> = good.split('.').collect();
    let [head, body, signature] = parts[..] else { panic!("three parts: {good}") };
    let mut damaged = vec![
        String::new(),
        "..".to_owned(),
        head.to_owned(),
        format!("{head}.{body}"),
        format!("{head}.{body}."),
        format!("{head}..{signature}"),
        format!("{body}.{head}.{signature}"),
        format!("{NONE}.{body}."),
        format!("{NONE}.{body}.{signature}"),
        format!("{good}.{signature}"),
        format!("{good}="),
        good[1..].to_owned(),
        good[..good.len() - 1].to_owned(),
        good.to_lowercase(),
        "x".repeat(4_096),
    ];
    // One place in the head, one in the claims, and the signature's first.
    let places = [2, head.len() + body.len() / 2, head.len() + body.len() + 2];
    damaged.extend(places.map(|place| flipped(good, place)));
    damaged
}

#[test]
fn a_forged_token_opens_nothing() {
    on_both(|service| {
        let actor = service.signed_in(Role::Auditor);
        let other = service.signed_in(Role::Admin);
        let mint = Mint::of(service, &actor);
        let good = mint.with(&json!({}));
        let me = |token: &str| service.send(Request::new("GET", ME).bearer(token));
        assert_eq!(me(&good).json()["id"], actor.id, "the mint makes good ones");
        let expected = service.get(ME).problem(401, "unauthenticated");
        let mut forged = damaged(&good);
        forged.extend(wrongly_signed(&mint));
        forged.extend(wrong_claims(&other.id).iter().map(|claims| mint.with(claims)));
        forged.push(actor.refresh_token.clone());
        let kinds: BTreeSet<&String> = forged.iter().collect();
        assert!(kinds.len() >= KINDS, "{} kinds", kinds.len());
        for token in forged {
            assert_eq!(me(&token).problem(401, "unauthenticated"), expected, "{token}");
        }
        assert_eq!(me(&good).status, 200);
    });
}

#[test]
fn a_token_is_taken_from_its_header_alone() {
    on_both(|service| {
        let actor = service.signed_in(Role::Auditor);
        let token = &actor.access_token;
        for value in [token.clone(), format!("Basic {token}"), format!("Bearer{token}")] {
            let request = Request::new("GET", ME).header("authorization", &value);
            service.send(request).problem(401, "unauthenticated");
        }
        service.get(&format!("{ME}?access_token={token}")).problem(401, "unauthenticated");
        let request = Request::new("GET", ME).header("authorization", &format!("bearer {token}"));
        assert_eq!(service.send(request).status, 200);
    });
}
