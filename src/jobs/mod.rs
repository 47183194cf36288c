//! The work that comes due by itself, done while the service runs: each minute whatever is due.
//!
//! Which jobs there are, and that each is done once, is in `service::due`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use tracing::{error, info, warn};

use crate::service::due::{JOBS, Ran};
use crate::service::{App, ServiceError};

/// How long it is from one look at what is due to the next.
const TICK: Duration = Duration::from_secs(60);

/// The thread that does the jobs of this process.
#[derive(Debug)]
pub struct Jobs {
    /// Dropped, it wakes the thread for the last time.
    waking: Option<Sender<()>>,
    stops: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Jobs {
    /// Begins to do what is due, at once and then each minute, until this value is dropped.
    pub fn start(app: App) -> std::io::Result<Self> {
        let (waking, woken) = channel();
        let stops = Arc::new(AtomicBool::new(false));
        let goes_on = {
            let stops = Arc::clone(&stops);
            move || !stops.load(Ordering::Relaxed)
        };
        let server = name_of_server();
        let thread = Builder::new().name("jobs".to_owned()).spawn(move || {
            loop {
                tick(&app, &server, &goes_on);
                if woken.recv_timeout(TICK) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        })?;
        Ok(Self { waking: Some(waking), stops, thread: Some(thread) })
    }
}

/// Ends after the part of a job that is being done.
impl Drop for Jobs {
    fn drop(&mut self) {
        self.stops.store(true, Ordering::Relaxed);
        drop(self.waking.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            error!("the jobs ended in a panic");
        }
    }
}

/// A name that no other process has.
fn name_of_server() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}

/// Does all that is due now; a job that fails does not keep the others from being done.
pub fn tick(app: &App, server: &str, goes_on: &impl Fn() -> bool) {
    let now = match app.now() {
        Ok(now) => now,
        Err(error) => return error!(%error, "what time it is cannot be read; it is tried again"),
    };
    for job in &JOBS {
        if !goes_on() {
            return;
        }
        match app.run_due(job, (server, now), goes_on) {
            Ok(Ran::Done(0) | Ran::NotNow) => {}
            Ok(Ran::Done(effects)) => info!(job = job.name, effects, "done"),
            Ok(Ran::Stopped) => info!(job = job.name, "stopped, and goes on at the next start"),
            Err(ServiceError::Contended | ServiceError::Busy(_)) => {
                warn!(job = job.name, "others were in the way; it is tried again");
            }
            Err(error) => error!(job = job.name, %error, "failed; it is tried again"),
        }
    }
}
