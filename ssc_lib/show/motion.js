// The moving plots of a page: a slider, and a button that moves it.
//
// Every plot brings this script along; see clip.js for why a second copy does nothing. All frames
// but the last are laid over the last picture, and show what differs from it.
(() => {
  function wire(figure) {
    const controls = figure.querySelector(".ssc-controls");
    const last = figure.querySelector(".ssc-last");
    if (figure.wired || !controls || !last) return;
    figure.wired = true;

    const frames = figure.dataset.frames.split(" ");
    const labels = JSON.parse(figure.dataset.labels);
    const button = controls.querySelector("button");
    const slider = controls.querySelector("input");
    const said = controls.querySelector("output");
    // The number of the last picture, over which no other is laid.
    const end = frames.length;
    let timer = null;

    const over = new Image();
    over.alt = "";
    over.src = frames[0];
    over.style.cssText = last.style.cssText + ";background:none;position:absolute;top:0;left:0";
    last.after(over);

    function put(number) {
      slider.value = number;
      over.style.display = number < end ? "block" : "none";
      if (number < end) over.src = frames[number];
      said.textContent = labels[number];
      slider.setAttribute("aria-valuetext", labels[number]);
    }

    function stop() {
      clearInterval(timer);
      timer = null;
      button.textContent = "Play";
    }

    function next() {
      put(Number(slider.value) + 1);
      if (Number(slider.value) === end) stop();
    }

    button.addEventListener("click", () => {
      if (timer) return stop();
      if (Number(slider.value) === end) put(0);
      timer = setInterval(next, Number(figure.dataset.wait));
      button.textContent = "Pause";
    });
    slider.addEventListener("input", () => {
      stop();
      put(Number(slider.value));
    });
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) button.style.display = "none";
    controls.style.display = "flex";
    put(end);
  }

  function wireAll() {
    document.querySelectorAll("figure.ssc-motion[data-frames]").forEach(wire);
  }
  wireAll();
  setTimeout(wireAll, 500);
})();
