//! A calculator for the steps of an explanation. It knows the text alone, and nothing of the
//! engine.
//!
//! A step ends, behind its last `: `, in one of these; anything else is words.
//!
//! ```text
//! 5999.00 * 20 / 100 = 1199.8
//! 1199.8 rounds to 1199.80           half away from zero, to the decimals that stand there
//! 666.416685 rounds down to 666.41
//! 1199.80 USD                        a figure, with a unit or without
//! ```

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// What a step says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    /// The figures that a sum is made of, and its result.
    Sum { operands: Vec<BigRational>, result: BigRational },
    /// A figure that is not worked out.
    Figure(BigRational),
    /// No figure at its end.
    Words,
}

/// Reads a step and redoes its sum; an error says what is wrong with it.
pub fn check(step: &str) -> Result<Statement, String> {
    let Some((_, statement)) = step.rsplit_once(": ") else { return Ok(Statement::Words) };
    let cut = |by| statement.split_once(by);
    let wrong = |why: &str| format!("{why}: {step}");
    if let Some((sum, given)) = cut(" = ") {
        let (operands, value) = evaluate(sum).ok_or_else(|| wrong("not a sum"))?;
        let result = figure(given).ok_or_else(|| wrong("not a figure"))?;
        return if value == result {
            Ok(Statement::Sum { operands, result })
        } else {
            Err(wrong("a wrong sum"))
        };
    }
    let rounding = [(" rounds down to ", true), (" rounds to ", false)];
    for (how, down) in rounding {
        let Some((sum, given)) = cut(how) else { continue };
        let (operands, value) = evaluate(sum).ok_or_else(|| wrong("not a sum"))?;
        let result = figure(given).ok_or_else(|| wrong("not a figure"))?;
        let unit = BigRational::from_integer(BigInt::from(10)).pow(decimals(given));
        let scaled = value * &unit;
        let rounded = if down { scaled.floor() } else { scaled.round() } / unit;
        return if rounded == result {
            Ok(Statement::Sum { operands, result })
        } else {
            Err(wrong("wrongly rounded"))
        };
    }
    let (bare, unit) = statement.split_once(' ').unwrap_or((statement, ""));
    match figure(bare) {
        Some(_) if unit.contains(' ') => Err(wrong("neither a sum nor a figure")),
        Some(figure) => Ok(Statement::Figure(figure)),
        None => Ok(Statement::Words),
    }
}

fn decimals(figure: &str) -> i32 {
    figure.split_once('.').map_or(0, |(_, places)| i32::try_from(places.len()).unwrap())
}

/// A decimal, which may be negative.
pub fn figure(text: &str) -> Option<BigRational> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || digits.ends_with('.') || !is_number(whole) || !is_number(places) {
        return None;
    }
    let units: BigInt = format!("{whole}{places}").parse().ok()?;
    let scale = BigInt::from(10).pow(u32::try_from(places.len()).ok()?);
    Some(BigRational::new(units * sign, scale))
}

/// The figures in a sum, in their order, and its value.
fn evaluate(sum: &str) -> Option<(Vec<BigRational>, BigRational)> {
    let mut parser = Parser { rest: sum, operands: Vec::new() };
    let value = parser.sum()?;
    parser.rest.is_empty().then_some((parser.operands, value))
}

struct Parser<'a> {
    rest: &'a str,
    operands: Vec<BigRational>,
}

impl Parser<'_> {
    /// Takes a token, and the space around it.
    fn take(&mut self, token: &str) -> Option<()> {
        self.rest = self.rest.trim_start().strip_prefix(token)?.trim_start();
        Some(())
    }

    fn sum(&mut self) -> Option<BigRational> {
        let mut value = self.product()?;
        loop {
            if self.take("+").is_some() {
                value += self.product()?;
            } else if self.take("-").is_some() {
                value -= self.product()?;
            } else {
                return Some(value);
            }
        }
    }

    fn product(&mut self) -> Option<BigRational> {
        let mut value = self.factor()?;
        loop {
            if self.take("*").is_some() {
                value *= self.factor()?;
            } else if self.take("/").is_some() {
                let divisor = self.factor().filter(|divisor| !divisor.is_zero())?;
                value /= divisor;
            } else {
                return Some(value);
            }
        }
    }

    fn factor(&mut self) -> Option<BigRational> {
        if self.take("-").is_some() {
            let value = self.factor()?;
            // Of a figure, the sign is a part.
            if let Some(last) = self.operands.last_mut().filter(|last| **last == value) {
                *last = -value.clone();
            }
            return Some(-value);
        }
        if self.take("(").is_some() {
            let value = self.sum()?;
            return self.take(")").map(|()| value);
        }
        if self.take("min(").is_some() {
            return self.pair().map(|(one, other)| one.min(other));
        }
        if self.take("max(").is_some() {
            return self.pair().map(|(one, other)| one.max(other));
        }
        let is_digit = |c: char| c.is_ascii_digit() || c == '.';
        let end = self.rest.find(|c| !is_digit(c)).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        let value = figure(digits)?;
        self.rest = rest.trim_start();
        self.operands.push(value.clone());
        Some(value)
    }

    fn pair(&mut self) -> Option<(BigRational, BigRational)> {
        let one = self.sum()?;
        self.take(",")?;
        let other = self.sum()?;
        self.take(")").map(|()| (one, other))
    }
}

fn value(sum: &str) -> Option<BigRational> {
    evaluate(sum).map(|(_, value)| value)
}

#[test]
fn sums_have_the_usual_precedence() {
    let equal = [
        ("2 + 3 * 4", "14"),
        ("(2 + 3) * 4", "20"),
        ("10 - 4 - 3", "3"),
        ("1 / 8", "0.125"),
        ("0 - max(0, 7.5 - 9)", "0"),
        ("min(3, 2) - -1", "3"),
        ("100.00 * 10 / 100 + 50.00 * 12.5 / 100", "16.25"),
    ];
    for (sum, result) in equal {
        assert_eq!(value(sum), figure(result), "{sum}");
    }
    for broken in ["", "1 +", "1 / 0", "(1", "1 2", "min(1)", "x", "1..2", ".5", "5."] {
        assert_eq!(value(broken), None, "{broken}");
    }
}

#[test]
fn steps_are_held_to_their_figures() {
    for right in [
        "a: 5 / 2 rounds to 3",
        "a: 0 - 5 / 2 rounds to -3",
        "a: 5 / 2 rounds down to 2",
        "sale x: y: 1 / 4 = 0.25",
        "in words",
        "a: 7 credits",
    ] {
        assert!(check(right).is_ok(), "{right}");
    }
    for wrong in [
        "a: 5 / 2 rounds to 2",
        "a: 5 / 2 rounds down to 3",
        "a: 1 / 4 = 0.26",
        "a: 1 rounds to",
        "a: nothing = 3",
    ] {
        assert!(check(wrong).is_err(), "{wrong}");
    }
    assert_eq!(check("a: 7 credits"), Ok(Statement::Figure(figure("7").unwrap())));
    assert!(figure("-0.5").unwrap().is_negative());
}
