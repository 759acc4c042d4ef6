use std::{sync::Arc, time::Instant};
use authnex_core::{event::EventKind, foundation::*, store::*, testing::conformance::World};
use authnex_store::sqlite::{self, SqliteOptions};
fn rss() -> String { std::fs::read_to_string("/proc/self/status").unwrap().lines().filter(|l| l.starts_with("VmRSS")||l.starts_with("RssAnon")).map(|l| l.replace('\t'," ")).collect::<Vec<_>>().join(" ") }
#[tokio::main(flavor="multi_thread", worker_threads=2)]
async fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let path = format!("{dir}/b.db");
    for s in ["","-wal","-shm"] { let _ = std::fs::remove_file(format!("{path}{s}")); }
    println!("before {}", rss());
    let t=Instant::now(); drop(sqlite::open(&SqliteOptions::file(&path)).unwrap()); println!("create+close {:?}", t.elapsed());
    let t=Instant::now(); let store: Arc<dyn Store> = Arc::new(sqlite::open(&SqliteOptions::file(&path)).unwrap()); println!("open existing {:?}", t.elapsed());
    println!("open {}", rss());
    let world = Arc::new(World::new(store.clone()));
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    println!("used {}", rss());
    for flight in [1usize, 8, 32, 64] {
        let n = 20000 / flight * if flight==1 {1} else {2} / if flight==1 {5} else {1};
        let t = Instant::now();
        let tasks: Vec<_> = (0..flight).map(|_| { let (store, scope) = (store.clone(), scope.clone()); tokio::spawn(async move {
            let w = World::new(store); let mut lat = Vec::new();
            for _ in 0..n { let e = w.event(EventKind::UserCreated); let s = Arc::new(w.new_session(user)); let t = Instant::now();
                w.run(&scope, move |u| { let (e,s)=(e.clone(),s.clone()); Box::pin(async move { u.insert_session(&s).await?; u.append_event(&e).await.map(Verdict::Commit) }) }).await.unwrap();
                lat.push(t.elapsed()); }
            lat }) }).collect();
        let mut lat = Vec::new(); for t in tasks { lat.extend(t.await.unwrap()); }
        let total = t.elapsed(); lat.sort();
        println!("units in flight {flight}: {:.0}/s p50 {:?} p99 {:?} p999 {:?} max {:?} wal {}", lat.len() as f64/total.as_secs_f64(), lat[lat.len()/2], lat[lat.len()*99/100], lat[lat.len()*999/1000], lat[lat.len()-1], std::fs::metadata(format!("{path}-wal")).unwrap().len());
    }
    println!("loaded {}", rss());
    let mut tokens=vec![]; for _ in 0..2000 { tokens.push(world.session(&scope, user).await.1); }
    let now = world.now();
    for _ in 0..3 {
    let t=Instant::now(); let mut k=0; for i in 0..100_000usize { let r = world.reader(&scope); if r.find_session(&tokens[(i*7919)%2000], now).await.unwrap().is_some() {k+=1;} } println!("find_session {:?} each ({k})", t.elapsed()/100_000);
    let raw = rusqlite::Connection::open(&path).unwrap(); raw.execute_batch("PRAGMA query_only=ON; PRAGMA cache_size=-2048").unwrap();
    let tid = scope.id().as_uuid();
    let t=Instant::now(); let mut k=0; for i in 0..100_000usize { let mut st = raw.prepare_cached(r#"SELECT "id", "user_id", "amr", "auth_time", "address", "user_agent", "created_at", "last_seen_at", "expires_at" FROM "authnex_session" WHERE "tenant_id" = ? AND "token_hash" = ? AND "ended_at" IS NULL AND "expires_at" > ?"#).unwrap();
      let mut rows = st.query(rusqlite::params![&tid.as_bytes()[..], &tokens[(i*7919)%2000].as_bytes()[..], now.as_micros()]).unwrap(); if let Some(r)=rows.next().unwrap() { let _:Vec<u8>=r.get(0).unwrap(); let _:String=r.get(2).unwrap(); k+=1; } } println!("raw {:?} each ({k})", t.elapsed()/100_000);
    }
    println!("end {}", rss());
    let t=Instant::now(); drop(world); drop(store); println!("close {:?}", t.elapsed());
}
