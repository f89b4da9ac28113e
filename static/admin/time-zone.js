// Tells the server in which time zone the editor is: the next page shows times in it.
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
const admin = location.pathname.match(/^.*?\/admin\//)[0];
// biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs HTTPS and newer browsers.
document.cookie = `time_zone=${timeZone}; path=${admin}; max-age=31536000; SameSite=Lax`;
