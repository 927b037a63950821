use std::time::Duration;

/// How long anything may take before a test fails. It is a safety net only: generous, so that a busy
/// machine never meets it.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Waits for a future. `what` says what should have happened, if it never does.
pub async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    let result = tokio::time::timeout(PATIENCE, future).await;
    result.unwrap_or_else(|_| panic!("waited in vain until {what}"))
}

/// Asks again and again until the answer is there.
pub async fn until<T>(what: &str, mut probe: impl AsyncFnMut() -> Option<T>) -> T {
    let asking = async {
        loop {
            if let Some(answer) = probe().await {
                return answer;
            }
            tokio::task::yield_now().await;
        }
    };
    soon(what, asking).await
}
