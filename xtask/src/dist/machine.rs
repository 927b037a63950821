//! The machines that binaries are made for.

use std::path::PathBuf;
use std::process::Command;

use crate::run::{output_of, program, target_dir};
use crate::{Failure, setup};

/// The headers of musl for 64-bit ARM, in Debian's package `musl-dev:arm64`.
const ARM_HEADERS: &str = "/usr/include/aarch64-linux-musl";

/// Lets libraries in C not say when they were compiled.
const NO_TIME: &str = r#"-Wno-builtin-macro-redefined -D__DATE__="-" -D__TIME__="-""#;

/// A kind of machine, by its names.
pub(crate) struct Machine {
    /// The compiler's name.
    pub(super) target: &'static str,
    /// The name in Debian and in images.
    pub(super) architecture: &'static str,
    /// The name that `uname -m` prints.
    pub(super) kind: &'static str,
}

/// Nearly all servers.
pub(crate) const X86: Machine = Machine {
    target: "x86_64-unknown-linux-musl",
    architecture: "amd64",
    kind: "x86_64",
};

/// 64-bit ARM.
pub(crate) const ARM: Machine = Machine {
    target: "aarch64-unknown-linux-musl",
    architecture: "arm64",
    kind: "aarch64",
};

impl Machine {
    /// The folder of what is compiled.
    pub(super) fn folder(&self) -> PathBuf {
        target_dir().join(self.target)
    }

    /// The name of the package for Debian.
    pub(super) fn deb(&self) -> String {
        format!("sealed-report_{}_{}.deb", super::VERSION, self.architecture)
    }

    /// The name of the image for containers.
    pub(super) fn image(&self) -> String {
        format!("sealed-report-{}-{}.oci.tar", super::VERSION, self.kind)
    }

    /// Installs what compiles for this machine.
    pub(super) fn set_up(&self) -> Result<(), Failure> {
        setup::packages(self.target)?;
        match self.kind == std::env::consts::ARCH {
            true => setup::musl(),
            false => setup::cross(),
        }
    }

    /// Lets a compiler that runs here make code for this machine, the same at any time.
    pub(super) fn let_compile(&self, compiler: &mut Command) -> Result<(), Failure> {
        let flags = format!("CFLAGS_{}", self.target.replace('-', "_"));
        if self.kind == std::env::consts::ARCH {
            compiler.env(flags, NO_TIME);
            return Ok(());
        }
        const GCC: &str = "aarch64-linux-gnu-gcc";
        let own = output_of(program(GCC, &["-print-file-name=include"]));
        let own = own.ok_or("aarch64-linux-gnu-gcc does not say where its headers are")?;
        // The libraries in C see the headers of musl alone, and call nothing of gcc's own library.
        let headers = format!("-nostdinc -isystem {ARM_HEADERS} -isystem {own}");
        compiler
            .env("CC_aarch64_unknown_linux_musl", GCC)
            .env(flags, format!("{NO_TIME} {headers} -mno-outline-atomics"))
            .env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_LINKER", "rust-lld");
        Ok(())
    }
}
