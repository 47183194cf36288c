//! Forms whose faults stand beside their fields, with what was typed kept.

use actix_web::http::StatusCode;

use super::acts::{Sent, refusal};
use super::error::PageError;
use super::frame::Flash;
use super::texts::Language;
use crate::service::{Invalid, ServiceError};

/// A form as it is shown: what was typed into it, and what is wrong with that.
#[derive(Debug, Default)]
pub(super) struct Filled {
    sent: Sent,
    faults: Vec<(String, String)>,
}

impl Filled {
    /// What stands in a field: what was typed, or what is there before anybody types, as in the other
    /// forms of its page.
    pub(super) fn text<'a>(&'a self, name: &str, usual: &'a str) -> &'a str {
        let typed = self.sent.all(name).next();
        typed.unwrap_or(usual)
    }

    /// Whether a value of a field was chosen, or is before anybody chooses.
    pub(super) fn has(&self, name: &str, value: &str, usual: bool) -> bool {
        if self.sent.0.is_empty() {
            usual
        } else {
            self.sent.all(name).any(|chosen| chosen == value)
        }
    }

    /// What is wrong with a field.
    pub(super) fn fault(&self, name: &str) -> Option<&str> {
        let fault = self.faults.iter().find(|(field, _)| field == name);
        fault.map(|(_, words)| words.as_str())
    }
}

/// A page with a form that was refused: its status, what it says at its head, and the form.
pub(super) type Refused = (StatusCode, Option<Flash>, Filled);

/// What a refusal says: of one of the form's own fields beside it, and of anything else at the head.
pub(super) fn refused(
    error: PageError,
    (language, sent): (Language, Sent),
    fields: &[&str],
) -> Result<Refused, PageError> {
    let faults = match error {
        PageError::Service(ServiceError::Invalid(faults)) => faults,
        error => {
            let (status, flash) = refusal(error, language)?;
            return Ok((status, Some(flash), Filled { sent, faults: Vec::new() }));
        }
    };
    let is_beside = |fault: &Invalid| fields.contains(&field_of(fault));
    let (beside, others): (Vec<_>, Vec<_>) = faults.into_iter().partition(is_beside);
    let (status, flash) = if others.is_empty() {
        let text = language.texts().people.look_again.to_owned();
        (StatusCode::UNPROCESSABLE_ENTITY, Flash { tone: "bad", text })
    } else {
        refusal(ServiceError::Invalid(others).into(), language)?
    };
    let faults = beside.iter().map(|fault| (field_of(fault).to_owned(), told(language, fault)));
    let faults = faults.collect();
    Ok((status, Some(flash), Filled { sent, faults }))
}

fn field_of(fault: &Invalid) -> &str {
    fault.pointer.trim_start_matches('/').split('/').next().unwrap_or_default()
}

/// What is wrong with a field, said with what would be right where that is known.
fn told(language: Language, fault: &Invalid) -> String {
    let t = &language.texts().registration;
    let example = match field_of(fault) {
        "phone" => t.phone_fault,
        "email" => t.email_fault,
        _ => return language.fault(fault.code, &fault.message),
    };
    if fault.code == "malformed" {
        return example.to_owned();
    }
    language.fault(fault.code, &fault.message)
}

/// Reads all fields of a form, so that all that is wrong is told at once.
#[derive(Debug, Default)]
pub(super) struct Reading {
    faults: Vec<Invalid>,
}

impl Reading {
    /// What a field was read as; what is wrong with it is kept.
    pub(super) fn of<T>(
        &mut self,
        read: Result<T, ServiceError>,
    ) -> Result<Option<T>, ServiceError> {
        match read {
            Ok(read) => Ok(Some(read)),
            Err(ServiceError::Invalid(faults)) => {
                self.faults.extend(faults);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// The whole, where nothing was wrong with any part of it.
    pub(super) fn whole<T>(self, whole: Option<T>) -> Result<T, ServiceError> {
        whole.filter(|_| self.faults.is_empty()).ok_or(ServiceError::Invalid(self.faults))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(fields: &[(&str, &str)]) -> Sent {
        Sent(fields.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect())
    }

    #[test]
    fn all_faults_stand_beside_their_fields_and_what_was_typed_stays() {
        let sent = sent(&[("name", ""), ("phone", "12"), ("email", "a@b.pk")]);
        let mut reading = Reading::default();
        let name =
            reading.of(sent.read("name", |text| Some(text.to_owned()).filter(|t| !t.is_empty())));
        let phone = reading.of(sent.read("phone", crate::domain::Phone::parse));
        let whole = name.unwrap().zip(phone.unwrap());
        let error = reading.whole(whole).unwrap_err();
        let fields = ["name", "phone", "email"];
        let refused = refused(error.into(), (Language::English, sent), &fields).unwrap();
        let (status, _, filled) = refused;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(filled.fault("name"), Some("This is missing."));
        assert!(filled.fault("phone").is_some_and(|words| words.contains("0300 1234567")));
        assert_eq!((filled.fault("email"), filled.text("email", "")), (None, "a@b.pk"));
    }

    #[test]
    fn what_is_about_no_field_is_told_at_the_head() {
        let error = ServiceError::invalid("/elsewhere", "required", "is missing");
        let (_, flash, filled) =
            refused(error.into(), (Language::Urdu, Sent::default()), &["name"]).unwrap();
        assert!(flash.is_some() && filled.fault("elsewhere").is_none());
        assert_eq!(filled.text("name", "as it is"), "as it is");
    }
}
