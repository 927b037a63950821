//! Scenarios: each a story about the real parts, named by what must hold.

mod browser;
mod damage;
mod desk;
mod durability;
mod form_page;
mod keys;
mod leases;
mod secrets;
mod whole_way;
