//! Scenarios: each a story about the real parts, named by what must hold.

mod apart;
mod browser;
mod client;
mod commands;
mod crowd;
mod damage;
mod desk;
mod durability;
mod faults;
mod flips;
mod form_page;
mod full_disk;
mod hostile;
mod keys;
mod kills;
mod leases;
mod partners;
mod peers;
mod postgres;
mod promises;
mod queue;
mod rotation;
mod secrets;
mod sizes;
mod whole_way;
mod work;
