//! `saathi user add`: people who can sign in, the first administrator among them.

use std::io::{self, Read};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, Subcommand};
use serde_json::json;

use super::service_app;
use super::talk::{finish, misused};
use crate::config::{DatabaseOptions, TimeOptions};
use crate::domain::{Code, Email, Name, PartnerId, Role};
use crate::service::ServiceError;
use crate::service::audit::OnBehalf;
use crate::service::users::NewUser;

/// The longest input that a password can be in, in bytes.
const LONGEST_INPUT: u64 = 4_096;

/// Manage the people who sign in.
#[derive(Debug, Args)]
pub(super) struct UserArgs {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Make a user; its password is read from standard input
    Add(AddArgs),
}

#[derive(Debug, Args)]
struct AddArgs {
    #[command(flatten)]
    database: DatabaseOptions,
    #[command(flatten)]
    time: TimeOptions,
    /// By which the user signs in
    #[arg(long, value_name = "ADDRESS", value_parser = parse_email)]
    email: Email,
    /// What the user is called
    #[arg(long, value_name = "NAME", value_parser = parse_name)]
    name: Name,
    /// partner_staff, partner_owner, manager, finance, admin or auditor
    #[arg(long, value_name = "ROLE", value_parser = parse_role)]
    role: Role,
    /// The code of the user's partner, for a partner's roles
    #[arg(long, value_name = "CODE", value_parser = parse_code)]
    partner: Option<Code>,
    /// Print the user as JSON
    #[arg(long)]
    json: bool,
    /// Read the password from standard input (there is no other way, so that no shell keeps it)
    #[arg(long, required = true)]
    password_stdin: bool,
}

fn parse_email(text: &str) -> Result<Email, &'static str> {
    Email::parse(text).ok_or("is not an e-mail address")
}

fn parse_name(text: &str) -> Result<Name, &'static str> {
    Name::parse(text).ok_or("is not a name of 1 to 200 characters")
}

fn parse_role(text: &str) -> Result<Role, String> {
    let roles = Role::ALL.map(Role::as_str).join(", ");
    Role::parse(text).ok_or_else(|| format!("is not a role: {roles}"))
}

fn parse_code(text: &str) -> Result<Code, &'static str> {
    Code::parse(text).ok_or("is not 1 to 64 of A-Z a-z 0-9 . _ / -")
}

/// Runs the subcommand.
pub(super) fn run(args: UserArgs) -> ExitCode {
    let UserCommand::Add(args) = args.command;
    match (args.role.is_of_partner(), &args.partner) {
        (true, None) => {
            let message = "--partner is missing: a partner's role needs its partner";
            misused(&["user", "add"], ErrorKind::MissingRequiredArgument, message)
        }
        (false, Some(_)) => {
            let message =
                format!("--partner is for a partner's roles, which {} is not", args.role.as_str());
            misused(&["user", "add"], ErrorKind::ArgumentConflict, message)
        }
        _ => finish(add(args)),
    }
}

fn add(args: AddArgs) -> Result<String, String> {
    let mut password = String::new();
    io::stdin()
        .take(LONGEST_INPUT)
        .read_to_string(&mut password)
        .map_err(|error| format!("cannot read the password: {error}"))?;
    let password = password.trim_end_matches(['\r', '\n']).to_owned();
    let app = service_app(&args.database, &args.time, 1, None)?;
    let AddArgs { email, name, role, partner, json, .. } = args;
    let new = NewUser { email, name, role, partner, password };
    let user = app.add_user(new, OnBehalf::default()).map_err(|error| match error {
        ServiceError::Invalid(faults) => {
            let fault = |fault: &crate::service::Invalid| {
                format!("{} {}", fault.pointer.trim_start_matches('/'), fault.message)
            };
            faults.iter().map(fault).collect::<Vec<_>>().join("\n")
        }
        error => error.to_string(),
    })?;
    if !json {
        return Ok(user.id.to_string());
    }
    let (id, partner) = (user.id.as_str(), user.partner.as_ref().map(PartnerId::as_str));
    let shown = json!({"id": id, "email": user.email.as_str(), "name": user.name.as_str(),
        "role": user.role.as_str(), "partner_id": partner, "status": user.status.as_str()});
    Ok(shown.to_string())
}
