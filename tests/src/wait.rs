use std::time::Duration;

/// Time after which a test fails. It is only a safety net, and long enough for a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Waits for a future. `what` describes the expected event, for the failure's message.
pub async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    let result = tokio::time::timeout(PATIENCE, future).await;
    result.unwrap_or_else(|_| panic!("waited in vain until {what}"))
}

/// Repeats the probe until it has an answer.
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
