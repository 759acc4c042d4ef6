use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;

use crate::port::{BreachedPasswords, BreachedPasswordsError};

/// Hexadecimal digits of a SHA-1.
const DIGITS: usize = 40;

/// Passwords known from breaches, in a file on this machine: nothing leaves it.
///
/// The file has one line for each password: its SHA-1 as 40 hexadecimal digits, perhaps a colon and a count, sorted by
/// the digits, in either case. That is the form in which the corpus of Have I Been Pwned is downloaded in one piece.
/// A lookup reads about as many lines as the file's size has binary digits; the file is not loaded.
#[derive(Clone, Debug)]
pub struct BreachedPasswordFile(Arc<Mutex<Lines>>);

/// Why a file does not do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BreachedPasswordFileError {
    /// It cannot be read.
    #[error("the file of breached passwords cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is not of that form.
    #[error(
        "the file of breached passwords must have one SHA-1 of 40 hexadecimal digits a line, sorted"
    )]
    Form,
}

#[derive(Debug)]
struct Lines {
    file: BufReader<File>,
    length: u64,
}

impl BreachedPasswordFile {
    /// Opens a file and looks at its first and last line.
    ///
    /// # Errors
    /// [`BreachedPasswordFileError`] when it cannot be read or is of another form.
    pub fn open(path: &Path) -> Result<Self, BreachedPasswordFileError> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut lines = Lines {
            file: BufReader::with_capacity(512, file),
            length,
        };
        let first = lines.line_from(0)?;
        let last = lines.last_line()?;
        match (first.as_deref().map(digits), last.as_deref().map(digits)) {
            (Some(Some(first)), Some(Some(last))) if first <= last => {
                Ok(Self(Arc::new(Mutex::new(lines))))
            }
            _ => Err(BreachedPasswordFileError::Form),
        }
    }
}

/// The digits of a line, in lower case.
fn digits(line: &str) -> Option<String> {
    let text = line.split(':').next().unwrap_or_default().trim();
    let is_hash = text.len() == DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| text.to_ascii_lowercase())
}

impl Lines {
    /// The first whole line that begins at or after an offset.
    fn line_from(&mut self, offset: u64) -> io::Result<Option<String>> {
        // The byte before says whether a line begins just here.
        let start = offset.saturating_sub(1);
        self.file.seek(SeekFrom::Start(start))?;
        let mut skipped = Vec::new();
        if offset > 0 {
            self.read_line(&mut skipped)?;
        }
        let mut line = Vec::new();
        self.read_line(&mut line)?;
        let text = String::from_utf8_lossy(&line).trim().to_owned();
        Ok((!text.is_empty()).then_some(text))
    }

    /// No line of the form is longer than this: a file without line ends is not read whole.
    fn read_line(&mut self, into: &mut Vec<u8>) -> io::Result<()> {
        (&mut self.file).take(128).read_until(b'\n', into).map(drop)
    }

    fn last_line(&mut self) -> io::Result<Option<String>> {
        let from = self.length.saturating_sub(256);
        let mut tail = Vec::new();
        self.file.seek(SeekFrom::Start(from))?;
        self.file.read_to_end(&mut tail)?;
        let text = String::from_utf8_lossy(&tail);
        let last = text.lines().rev().find(|line| !line.trim().is_empty());
        Ok(last.map(|line| line.trim().to_owned()))
    }

    fn contains(&mut self, wanted: &str) -> io::Result<bool> {
        let (mut low, mut high) = (0, self.length);
        while low < high {
            let middle = low + (high - low) / 2;
            let Some(line) = self.line_from(middle)? else {
                high = middle;
                continue;
            };
            let Some(found) = digits(&line) else {
                return Err(io::Error::other("a line is not of the form"));
            };
            match found.as_str().cmp(wanted) {
                std::cmp::Ordering::Equal => return Ok(true),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        Ok(false)
    }
}

#[async_trait]
impl BreachedPasswords for BreachedPasswordFile {
    async fn contains(&self, sha1: &[u8; 20]) -> Result<bool, BreachedPasswordsError> {
        use std::fmt::Write;
        let mut wanted = String::with_capacity(DIGITS);
        for byte in sha1 {
            // Writing to a text does not fail.
            let _ = write!(wanted, "{byte:02x}");
        }
        let lines = self.0.clone();
        tokio::task::spawn_blocking(move || {
            let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
            lines.contains(&wanted)
        })
        .await
        .map_err(|error| BreachedPasswordsError(error.to_string()))?
        .map_err(|error| BreachedPasswordsError(error.to_string()))
    }
}
