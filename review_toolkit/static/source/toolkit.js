// The only script of the toolkit. build.mjs puts it behind nhsuk-frontend in one module, so that pages
// need no inline script. Every page works without it.

// Styles that only make sense with the script wait for this class.
document.body.classList.add("js-enabled", "nhsuk-frontend-supported");

initAll();

// The page of a job: fetch it anew from its own address, exchange the parts that differ, and lead on to the
// result. What a screen reader announces is the part that is a status, and only when its words change.
const job = document.querySelector('[data-module="app-job"]');

function exchangeParts(page) {
  for (const part of job.querySelectorAll("[data-part]")) {
    const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (fresh && fresh.textContent !== part.textContent) part.replaceChildren(...fresh.childNodes);
  }
}

function leadOn() {
  const link = job.querySelector("[data-leads-on]");
  // The result takes this page's place in the history: going back does not lead on again.
  if (link) location.replace(link.href);
}

async function followJob() {
  while (job.querySelector("[data-unfinished]")) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    try {
      const answer = await fetch(location.href, { redirect: "manual" });
      // Led to the sign-in page, or not for this person any more: the link says so where it is followed.
      if (answer.type === "opaqueredirect" || (answer.status >= 400 && answer.status < 500)) return;
      if (answer.ok) exchangeParts(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // The network or the server is away: the next try may find it back.
    }
  }
  leadOn();
}

if (job) followJob();

// A form whose answer a passkey gives: ask the device first, then send what it said. A browser that cannot do
// that sends the form empty, and the server says what else there is.
for (const form of document.querySelectorAll('[data-module="app-passkey"]')) {
  const said = form.querySelector("[data-said]");

  const askDevice = async () => {
    const options = JSON.parse(form.dataset.options);
    if (form.dataset.act === "make") {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
      return navigator.credentials.create({ publicKey });
    }
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    return navigator.credentials.get({ publicKey });
  };

  form.addEventListener("submit", async (event) => {
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
    event.preventDefault();
    if (form.reportValidity && !form.reportValidity()) return;
    said.textContent = "Waiting for your device.";
    try {
      const credential = await askDevice();
      form.elements.answer.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      // Cancelled, too slow, or no passkey of this site on the device.
      said.textContent = "Your device gave no passkey. Try again, or use another way.";
    }
  });
}
