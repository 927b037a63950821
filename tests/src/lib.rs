//! The tools of the scenarios: [`Stack`], a whole receiver in this process with a clock that the
//! test moves; [`Process`], the real binary, for behaviour that only a process has; [`Reporter`],
//! which sends the widget's requests; [`Peer`], an HPKE library by other authors; and
//! [`MailServer`], a real mail server.

pub mod by_hand;
mod case_page;
mod clock;
mod cluster;
mod desk;
pub mod earlier;
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

pub use case_page::{CasePage, finding};
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
