//! Makes a method of each text of the desk, so that a text without words is an error of the compiler.
//! English decides which texts there are, and with which arguments; every other language has the same.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

/// The languages of the desk. The first one decides which texts there are.
const LANGUAGES: [&str; 4] = ["en", "es", "fr", "de"];

/// The names of a text's arguments.
type Arguments = BTreeSet<String>;

/// The texts of one language.
struct Texts {
    /// All its files, one after the other.
    source: String,
    /// The arguments of each text, by its name.
    arguments: BTreeMap<String, Arguments>,
}

/// The Rust code with the texts of these folders, one folder for each language.
pub(crate) fn code(folder: &Path) -> Result<String, Box<dyn Error>> {
    let mut sources = String::new();
    let mut of_english: Option<BTreeMap<String, Arguments>> = None;
    for language in LANGUAGES {
        let texts = Texts::read(&folder.join(language))?;
        match &of_english {
            Some(english) => same(language, english, &texts.arguments)?,
            None => of_english = Some(texts.arguments),
        }
        writeln!(sources, "    {:?},", texts.source)?;
    }
    let mut code = format!("const SOURCES: &[&str] = &[\n{sources}];\n\nimpl Words {{\n");
    for (name, arguments) in of_english.unwrap_or_default() {
        code += &method(&name, &arguments);
    }
    Ok(code + "}\n")
}

impl Texts {
    fn read(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let files = fs::read_dir(folder)?.map(|file| Ok(file?.path()));
        let mut files = files.collect::<std::io::Result<Vec<_>>>()?;
        files.sort();
        let (mut source, mut arguments) = (String::new(), BTreeMap::new());
        for file in files {
            let text = fs::read_to_string(&file)?;
            for (name, used) in
                texts_of(&text).map_err(|why| format!("{}: {why}", file.display()))?
            {
                if arguments.insert(name.clone(), used).is_some() {
                    return Err(format!("{}: {name} is there twice", file.display()).into());
                }
            }
            source += &text;
            source.push('\n');
        }
        Ok(Self { source, arguments })
    }
}

fn texts_of(text: &str) -> Result<Vec<(String, Arguments)>, String> {
    let resource = parser::parse(text).map_err(|(_, errors)| format!("{errors:?}"))?;
    let texts = resource.body.into_iter().filter_map(|entry| match entry {
        Entry::Message(message) => Some(match message.value {
            Some(pattern) if message.attributes.is_empty() => {
                let mut arguments = Arguments::new();
                in_pattern(&pattern, &mut arguments);
                Ok((message.id.name.to_owned(), arguments))
            }
            _ => Err(format!("{} is no plain text", message.id.name)),
        }),
        Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => None,
        _ => Some(Err("only texts and comments have a place here".to_owned())),
    });
    texts.collect()
}

fn in_pattern(pattern: &Pattern<&str>, arguments: &mut Arguments) {
    for element in &pattern.elements {
        match element {
            PatternElement::Placeable {
                expression: Expression::Inline(inline),
            } => in_inline(inline, arguments),
            PatternElement::Placeable {
                expression: Expression::Select { selector, variants },
            } => {
                in_inline(selector, arguments);
                for variant in variants {
                    in_pattern(&variant.value, arguments);
                }
            }
            PatternElement::TextElement { .. } => {}
        }
    }
}

fn in_inline(inline: &InlineExpression<&str>, arguments: &mut Arguments) {
    match inline {
        InlineExpression::VariableReference { id } => {
            arguments.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => {
            if let Expression::Inline(inline) = &**expression {
                in_inline(inline, arguments);
            }
        }
        _ => {}
    }
}

/// Refuses a language that lacks a text, has one too many, or gives one other arguments.
fn same(
    language: &str,
    english: &BTreeMap<String, Arguments>,
    texts: &BTreeMap<String, Arguments>,
) -> Result<(), String> {
    let names: BTreeSet<_> = english.keys().chain(texts.keys()).collect();
    let wrong: Vec<_> = names
        .into_iter()
        .filter(|name| english.get(*name) != texts.get(*name))
        .map(String::as_str)
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!(
        "receiver/words/{language} is not like receiver/words/en: {}\n  fix: give each of these texts to \
         both languages, with the same arguments",
        wrong.join(", ")
    ))
}

fn method(name: &str, arguments: &Arguments) -> String {
    let (mut parameters, mut set) = (String::new(), String::new());
    for argument in arguments {
        let rust = argument.replace('-', "_");
        parameters += &format!(", {rust}: impl Into<FluentValue<'static>>");
        set += &format!("        arguments.set({argument:?}, {rust});\n");
    }
    let body = if arguments.is_empty() {
        format!("        self.text({name:?}, None)\n")
    } else {
        format!(
            "        let mut arguments = FluentArgs::new();\n{set}        self.text({name:?}, \
             Some(&arguments))\n"
        )
    };
    let rust = name.replace('-', "_");
    format!("    pub(crate) fn {rust}(self{parameters}) -> Cow<'static, str> {{\n{body}    }}\n\n")
}
