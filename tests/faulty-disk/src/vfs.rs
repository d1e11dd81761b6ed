//! The table of C functions that SQLite calls: everything is done by SQLite's own layer
//! for this system, after the disk has seen what is written, synced and deleted.
#![expect(
    unsafe_code,
    reason = "a file layer of SQLite is a table of C functions; nothing safer is offered"
)]

use std::collections::BTreeMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::io;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};

use rusqlite::ffi;

use crate::disk::Trouble;
use crate::state::{State, Verdict};

type Shared = Arc<Mutex<State>>;

/// Watched folders, by their canonical path.
static FOLDERS: Mutex<BTreeMap<PathBuf, Shared>> = Mutex::new(BTreeMap::new());

/// Files that are open in them, by the address that SQLite knows each by.
static FILES: Mutex<BTreeMap<usize, Open>> = Mutex::new(BTreeMap::new());

/// SQLite's own layer, once ours stands before it.
static REAL: OnceLock<Layer> = OnceLock::new();

struct Layer(&'static ffi::sqlite3_vfs);

// SAFETY: SQLite never changes a registered layer, and calls it from any thread itself.
unsafe impl Send for Layer {}
// SAFETY: as above.
unsafe impl Sync for Layer {}

struct Open {
    state: Shared,
    image: usize,
    real: ffi::sqlite3_io_methods,
    /// What the file's first field points to; lives as long as the file is open.
    _ours: Box<ffi::sqlite3_io_methods>,
}

/// Sends a folder's files through a disk.
pub(crate) fn watch(dir: PathBuf, state: Shared) -> io::Result<()> {
    static REGISTERED: LazyLock<Result<(), &str>> = LazyLock::new(register);
    REGISTERED.map_err(io::Error::other)?;
    lock(&FOLDERS).insert(dir, state);
    Ok(())
}

fn register() -> Result<(), &'static str> {
    // SAFETY: null asks for the default layer, which lives as long as the process.
    let real = unsafe { ffi::sqlite3_vfs_find(ptr::null()).as_ref() };
    let real = real.ok_or("SQLite has no file layer")?;
    // The other functions are SQLite's own: for Unix they do not look at the layer
    // that they are called for.
    let ours = ffi::sqlite3_vfs {
        zName: c"faulty".as_ptr(),
        pNext: ptr::null_mut(),
        xOpen: Some(open),
        xDelete: Some(delete),
        ..*real
    };
    REAL.set(Layer(real)).map_err(|_| "registered twice")?;
    // SAFETY: the layer is complete and is never freed.
    match unsafe { ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 1) } {
        ffi::SQLITE_OK => Ok(()),
        _ => Err("SQLite refuses the file layer"),
    }
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let Some((layer, real_open)) = REAL.get().and_then(|l| Some((l.0, l.0.xOpen?))) else {
        return ffi::SQLITE_CANTOPEN;
    };
    // SAFETY: these are SQLite's own arguments, passed on to its own layer.
    let code = unsafe { real_open(ptr::from_ref(layer).cast_mut(), name, file, flags, out) };
    // SAFETY: an open file begins with its table of functions, which is never freed.
    let real = unsafe { file.as_ref().and_then(|file| file.pMethods.as_ref()) };
    // SAFETY: a name is a C string that lives during the call.
    let watched = unsafe { watched(name) };
    if let (ffi::SQLITE_OK, Some(real), Some((state, name))) = (code, real, watched) {
        let image = lock(&state).open(&name);
        let ours = Box::new(ffi::sqlite3_io_methods {
            xClose: Some(close),
            xWrite: Some(write),
            xTruncate: Some(truncate),
            xSync: Some(sync),
            ..*real
        });
        // SAFETY: SQLite gave this file to be filled in; `ours` lives until `close`.
        unsafe { (*file).pMethods = ptr::from_ref(&*ours) };
        let (real, _ours) = (*real, ours);
        let opened = Open {
            state,
            image,
            real,
            _ours,
        };
        lock(&FILES).insert(file.addr(), opened);
    }
    code
}

unsafe extern "C" fn delete(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    sync_folder: c_int,
) -> c_int {
    let Some((layer, real_delete)) = REAL.get().and_then(|l| Some((l.0, l.0.xDelete?))) else {
        return ffi::SQLITE_IOERR_DELETE;
    };
    // SAFETY: a name is a C string that lives during the call.
    if let Some((state, name)) = unsafe { watched(name) }
        && lock(&state).delete(&name, sync_folder != 0) != Verdict::Done
    {
        return ffi::SQLITE_IOERR_DELETE;
    }
    // SAFETY: these are SQLite's own arguments, passed on to its own layer.
    unsafe { real_delete(ptr::from_ref(layer).cast_mut(), name, sync_folder) }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let Some(opened) = lock(&FILES).remove(&file.addr()) else {
        return ffi::SQLITE_IOERR_CLOSE;
    };
    match opened.real.xClose {
        // SAFETY: SQLite's own file, given to its own function; `opened` lives on.
        Some(real_close) => unsafe { real_close(file) },
        None => ffi::SQLITE_IOERR_CLOSE,
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    data: *const c_void,
    amount: c_int,
    at: i64,
) -> c_int {
    let (Ok(length), Ok(offset)) = (usize::try_from(amount), u64::try_from(at)) else {
        return ffi::SQLITE_IOERR_WRITE;
    };
    // SAFETY: SQLite passes `amount` readable bytes.
    let bytes = unsafe { std::slice::from_raw_parts(data.cast::<u8>(), length) };
    let Some((verdict, real)) = judge(file, |state, image| state.write(image, offset, bytes))
    else {
        return ffi::SQLITE_IOERR_WRITE;
    };
    let Some(real_write) = real.xWrite else {
        return ffi::SQLITE_IOERR_WRITE;
    };
    let (kept, answer) = match verdict {
        Verdict::Done => (amount, None),
        Verdict::Refused(trouble, kept) => {
            let kept = c_int::try_from(kept).unwrap_or(amount);
            (kept, Some(code(trouble, ffi::SQLITE_IOERR_WRITE)))
        }
    };
    let written = match kept {
        0 => ffi::SQLITE_OK,
        // SAFETY: SQLite's own arguments, or fewer of the same bytes.
        _ => unsafe { real_write(file, data, kept, at) },
    };
    answer.unwrap_or(written)
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, length: i64) -> c_int {
    let kept = u64::try_from(length).unwrap_or_default();
    match judge(file, |state, image| state.truncate(image, kept)) {
        Some((Verdict::Done, real)) => match real.xTruncate {
            // SAFETY: SQLite's own arguments.
            Some(real_truncate) => unsafe { real_truncate(file, length) },
            None => ffi::SQLITE_IOERR_TRUNCATE,
        },
        _ => ffi::SQLITE_IOERR_TRUNCATE,
    }
}

/// What is durable is decided by the disk, so the system need not be asked.
unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    match judge(file, State::sync) {
        Some((Verdict::Done, _)) => ffi::SQLITE_OK,
        _ => ffi::SQLITE_IOERR_FSYNC,
    }
}

/// Asks the disk of an open file.
fn judge(
    file: *mut ffi::sqlite3_file,
    ask: impl FnOnce(&mut State, usize) -> Verdict,
) -> Option<(Verdict, ffi::sqlite3_io_methods)> {
    let files = lock(&FILES);
    let opened = files.get(&file.addr())?;
    let (state, image, real) = (Arc::clone(&opened.state), opened.image, opened.real);
    drop(files);
    let verdict = ask(&mut lock(&state), image);
    Some((verdict, real))
}

/// The disk that a path is on, and the file's name there.
///
/// # Safety
/// `name` is null or a C string.
unsafe fn watched(name: *const c_char) -> Option<(Shared, String)> {
    if name.is_null() {
        return None;
    }
    // SAFETY: promised by the caller.
    let path = Path::new(unsafe { CStr::from_ptr(name) }.to_str().ok()?);
    let state = lock(&FOLDERS).get(path.parent()?).map(Arc::clone)?;
    Some((state, path.file_name()?.to_str()?.to_owned()))
}

fn code(trouble: Trouble, otherwise: c_int) -> c_int {
    match trouble {
        Trouble::Full => ffi::SQLITE_FULL,
        Trouble::PowerCut | Trouble::WriteError | Trouble::SyncError => otherwise,
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
