//! What `receiver init` asks somebody at a terminal.

use std::io::{self, BufRead, Write};

use receiver::init::Identity;

/// Asks for one part of an identity.
struct Question {
    /// The words before the answer.
    words: &'static str,
    /// The present value, as somebody would type it.
    value: fn(&Identity) -> String,
    /// Takes an answer; `Err` says why it is none.
    take: fn(&mut Identity, &str) -> Result<(), String>,
}

/// All questions. None is about what can wait.
const QUESTIONS: [Question; 5] = [
    Question {
        words: "The hotline's id, for keys and certificates: lower-case letters, digits, hyphens",
        value: |identity| identity.hotline.as_str().to_owned(),
        take: |identity, text| {
            identity.hotline = text
                .parse()
                .map_err(|_| "lower-case letters, digits and hyphens".to_owned())?;
            Ok(())
        },
    },
    Question {
        words: "Its name, as reporters know it",
        value: |identity| identity.name.clone(),
        take: |identity, text| {
            text.clone_into(&mut identity.name);
            Ok(())
        },
    },
    Question {
        words: "The languages of its form, with commas between them",
        value: |identity| identity.languages.join(","),
        take: |identity, text| {
            identity.languages = listed(text);
            Ok(())
        },
    },
    Question {
        words: "Whom to call when a child is in danger now; several numbers with commas",
        value: |identity| identity.emergency_numbers.join(","),
        take: |identity, text| {
            identity.emergency_numbers = listed(text);
            Ok(())
        },
    },
    Question {
        words: "The address under which browsers reach the form: https://report.hotline.example",
        value: |identity| identity.public_url.clone(),
        take: |identity, text| {
            text.clone_into(&mut identity.public_url);
            Ok(())
        },
    },
];

/// The parts of a list with commas.
pub(super) fn listed(text: &str) -> Vec<String> {
    text.split(',').map(|part| part.trim().to_owned()).collect()
}

/// Asks all questions, each again until its answer is one; an empty answer keeps the present value. `known` are the
/// languages that there are.
///
/// # Errors
/// The terminal has ended, or cannot be written.
pub(super) fn ask(
    identity: &mut Identity,
    known: &[&str],
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> io::Result<()> {
    writeln!(
        output,
        "Five questions. Enter alone keeps what stands in brackets.\n"
    )?;
    for question in &QUESTIONS {
        loop {
            write!(
                output,
                "{}\n[{}] ",
                question.words,
                (question.value)(identity)
            )?;
            output.flush()?;
            let mut line = String::new();
            if input.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let mut changed = identity.clone();
            let answered = match line.trim() {
                "" => Ok(()),
                text => (question.take)(&mut changed, text),
            };
            let checked = answered.and_then(|()| {
                let checked = changed.check(known);
                checked.map_err(|problem| problem.to_string())
            });
            match checked {
                Ok(()) => {
                    *identity = changed;
                    break;
                }
                Err(problem) => writeln!(output, "{problem}\n")?,
            }
        }
    }
    Ok(())
}
