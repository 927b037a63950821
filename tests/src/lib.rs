//! The tools of the scenarios: [`Stack`], a whole receiver in this process with a clock that the
//! test moves; [`Process`], the real binary, for behaviour that only a process has; [`Reporter`],
//! which sends the widget's requests; [`Peer`], an HPKE library by other authors; [`MailServer`], a real mail server; and [`HandedOver`]
//! and [`Supervisor`], the two sides of systemd.

mod authority;
pub mod by_hand;
mod case_page;
mod clock;
mod cluster;
mod desk;
pub mod earlier;
mod folder;
mod handed_over;
pub mod harmless;
pub mod hostile;
pub mod hostile_reports;
mod in_process;
mod intake_process;
mod intake_signer;
mod line_program;
mod mail_server;
mod member;
mod memory;
mod network;
mod other_hotline;
mod peer;
mod process;
mod reporter;
mod running;
mod second_hotline;
mod small_disk;
mod stack;
mod static_files;
mod supervisor;
mod tls;
mod tls_proxy;
mod wait;

pub use authority::{Authority, NAME};
pub use case_page::{CasePage, finding};
pub use clock::TestClock;
pub use cluster::Cluster;
pub use desk::Desk;
pub use folder::{Folder, ONION};
pub use handed_over::HandedOver;
pub use in_process::InProcess;
pub use intake_process::IntakeProcess;
pub use intake_signer::IntakeSigner;
pub use line_program::python;
pub use mail_server::{MailServer, Received};
pub use member::{Member, PASSWORD, Reply};
pub use memory::Memory;
pub use network::Network;
pub use other_hotline::OtherHotline;
pub use peer::{Peer, PeerOpened, PeerSealed};
pub use process::{Process, is_root};
pub use reporter::{Answer, Reporter, report};
pub use running::Running;
pub use second_hotline::SecondHotline;
pub use small_disk::SmallDisk;
pub use stack::Stack;
pub use static_files::StaticFiles;
pub use supervisor::Supervisor;
pub use tls::{TlsPair, TlsTunnel};
pub use tls_proxy::TlsProxy;
pub use wait::{PATIENCE, soon, until};
