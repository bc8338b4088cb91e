// Works the slider over the steps of the text the page begins with: what one pass said after so many
// of them. Nothing moves by itself; a reader who wants less motion gets slower steps and no fading.
(() => {
  "use strict";
  const section = document.getElementById("specimen");
  if (section === null) return;
  const { tokens, words, stops } = JSON.parse(
    document.getElementById("specimen-course").textContent,
  );
  const [slider, button, state] = ["input", ".play", ".at"].map((one) =>
    section.querySelector(one)
  );
  const places = [...section.querySelectorAll(".played span")];
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const number = new Intl.NumberFormat("en-GB");
  const last = stops.length - 1;
  let timer = null;
  // As high as at its end: what stands below does not jump.
  const text = section.querySelector(".played");
  text.style.minHeight = `${text.offsetHeight}px`;

  function show(at) {
    const { step, at: wrong } = stops[at];
    let right = 0;
    places.forEach((place, i) => {
      const text = wrong[i] === -1 ? tokens[i] : words[wrong[i]];
      if (place.textContent !== text) place.textContent = text;
      place.classList.toggle("wrong", wrong[i] !== -1);
      right += Number(wrong[i] === -1);
    });
    const said = `step ${number.format(step)}: ${right} of ${tokens.length} tokens right`;
    state.textContent = said;
    slider.value = String(at);
    slider.setAttribute("aria-valuetext", said);
  }

  function pause() {
    clearInterval(timer);
    timer = null;
    button.textContent = "Play the fit";
  }

  function play() {
    if (Number(slider.value) === last) show(0);
    button.textContent = "Pause";
    const pace = still.matches ? 700 : Math.min(400, Math.max(60, 7000 / stops.length));
    timer = setInterval(() => {
      const next = Number(slider.value) + 1;
      if (next <= last) show(next);
      if (next >= last) pause();
    }, pace);
  }

  button.addEventListener("click", () => timer === null ? play() : pause());
  slider.addEventListener("input", () => {
    pause();
    show(Number(slider.value));
  });
  show(last);
})();
