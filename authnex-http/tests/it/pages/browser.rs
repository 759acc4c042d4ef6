use std::collections::BTreeMap;

use crate::harness::{Call, Reply, World, get, post};

/// A browser without scripts: keeps cookies and fills forms in.
pub(crate) struct Browser<'w> {
    world: &'w World,
    pub(crate) cookies: BTreeMap<String, String>,
}

impl<'w> Browser<'w> {
    pub(crate) fn new(world: &'w World) -> Self {
        Self {
            world,
            cookies: BTreeMap::new(),
        }
    }

    pub(crate) async fn open(&mut self, path: &str) -> Reply {
        self.send(get(path)).await
    }

    /// Opens a page, takes the hidden fields of its form, and posts them with `fields` to `action`.
    pub(crate) async fn fill_in(
        &mut self,
        page: &str,
        action: &str,
        fields: &[(&str, &str)],
    ) -> Reply {
        let html = self.open(page).await.text().to_owned();
        let mut all: Vec<(&str, String)> = ["csrf", "tenant"]
            .into_iter()
            .filter_map(|name| hidden(&html, name).map(|value| (name, value)))
            .collect();
        all.extend(
            fields
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        let pairs: Vec<(&str, &str)> = all
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        self.send(post(action).form(&pairs)).await
    }

    pub(crate) async fn send(&mut self, call: Call) -> Reply {
        let line: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let call = call.header("accept", "text/html");
        let call = if line.is_empty() {
            call
        } else {
            call.header("cookie", &line.join("; "))
        };
        let reply = call.send(self.world).await;
        for cookie in reply.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (pair, rest) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        reply
    }
}

/// The value of a hidden field.
pub(crate) fn hidden(html: &str, name: &str) -> Option<String> {
    let (_, rest) = html.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}

/// Every script of a page is a file of its own origin, so that a policy without `unsafe-inline` lets them all run;
/// what was typed into a form has made none.
pub(crate) fn has_own_scripts_alone(html: &str) -> bool {
    html.split("<script").skip(1).all(|rest| {
        let tag = rest.strip_prefix(" type=\"module\" src=\"/assets/");
        tag.and_then(|rest| rest.split_once('"'))
            .is_some_and(|(name, rest)| {
                name.strip_suffix(".js").is_some() && rest.starts_with("></script>")
            })
    })
}
