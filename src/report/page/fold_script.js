// Puts what a fold holds on the page when it is opened; see fold.ts. A link into a fold opens it.
(() => {
  "use strict";

  function unfold(fold) {
    const held = fold.querySelector(":scope > noscript");
    if (held === null) return;
    held.insertAdjacentHTML("afterend", held.textContent);
    held.remove();
    fold.dispatchEvent(new Event("unfolded", { bubbles: true }));
  }

  document.addEventListener("toggle", ({ target }) => target.open && unfold(target), true);

  function goTo(id) {
    if (id === "") return;
    if (document.getElementById(id) === null) {
      const holder = [...document.querySelectorAll("details.fold > noscript")]
        .find(({ textContent }) => textContent.includes(` id="${CSS.escape(id)}"`));
      if (holder === undefined) return;
      unfold(holder.parentElement);
    }
    const target = document.getElementById(id);
    if (target === null) return;
    let folded = false;
    for (let one = target.parentElement; one !== null; one = one.parentElement) {
      if (one.localName !== "details" || one.open) continue;
      one.open = true;
      folded = true;
    }
    if (folded) target.scrollIntoView();
  }

  const here = () => decodeURIComponent(location.hash.slice(1));
  addEventListener("hashchange", () => goTo(here()));
  document.addEventListener("click", ({ target }) => {
    const link = target.closest?.("a[href^='#']");
    // The same address once more is no change of it.
    if (link?.getAttribute("href") === location.hash) goTo(here());
  });
  goTo(here());
})();
