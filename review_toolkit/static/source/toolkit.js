// The only script of the toolkit. build.mjs puts it behind nhsuk-frontend in one module, so that pages
// need no inline script. Every page works without it.

// Styles that only make sense with the script wait for this class.
document.body.classList.add("js-enabled", "nhsuk-frontend-supported");

initAll();
