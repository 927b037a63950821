//! The tools of the scenarios: the [`Stack`], a whole receiver in this process with a clock that
//! the test moves; a [`Process`], the real binary for what only a process can show; a
//! [`Reporter`], who does over HTTP what the widget does; a [`Peer`], HPKE that others wrote; and a
//! [`MailServer`], which takes mail as others do.

pub mod by_hand;
mod clock;
mod cluster;
mod desk;
mod folder;
pub mod harmless;
pub mod hostile;
pub mod hostile_reports;
mod in_process;
mod mail_server;
mod member;
mod peer;
mod process;
mod reporter;
mod running;
mod stack;
mod wait;

pub use clock::TestClock;
pub use cluster::Cluster;
pub use desk::Desk;
pub use folder::Folder;
pub use in_process::InProcess;
pub use mail_server::{MailServer, Received};
pub use member::{Member, PASSWORD, Reply};
pub use peer::{Peer, PeerOpened, PeerSealed, python};
pub use process::Process;
pub use reporter::{Answer, Reporter, report};
pub use running::Running;
pub use stack::Stack;
pub use wait::{PATIENCE, soon, until};
