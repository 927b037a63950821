use std::net::TcpListener;

/// A port on 127.0.0.1 that nobody has at this moment.
pub fn free_port() -> u16 {
    let [port] = free_ports();
    port
}

/// Different ports on 127.0.0.1 that nobody has at this moment.
pub(crate) fn free_ports<const N: usize>() -> [u16; N] {
    let listeners = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}
