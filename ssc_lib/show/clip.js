// The clips of a page: a playhead in step with the sound, and one sound at a time.
//
// Every clip brings this script along, since it may be the only one on the page. It wires all clips
// that it finds and marks each, so that a second copy does nothing. A notebook may run it a moment
// before the clip is on the page; then the second look, half a second later, finds it.
(() => {
  function wire(figure) {
    const sound = figure.querySelector("audio");
    const head = figure.querySelector(".ssc-playhead");
    if (figure.wired || !sound || !head) return;
    figure.wired = true;

    // Where time begins, in percent of the width, and how long the sound is, in seconds.
    const left = Number(figure.dataset.left);
    const last = Number(figure.dataset.last);
    const picture = figure.querySelector("img");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const looks = calm ? null : figure.querySelector(".ssc-looks");

    function show() {
      head.style.display = "block";
      head.style.left = Math.min(100, left + (100 - left) * sound.currentTime / last) + "%";
      if (looks) {
        const step = Math.floor(sound.currentTime / looks.dataset.step);
        const share = Math.min(1, step / Math.max(1, looks.dataset.steps - 1));
        looks.style.display = "block";
        looks.style.backgroundPosition = "0 " + 100 * share + "%";
      }
    }

    function follow() {
      show();
      if (!sound.paused && !sound.ended) requestAnimationFrame(follow);
    }

    sound.addEventListener("timeupdate", show);
    sound.addEventListener("play", () => {
      document.querySelectorAll("figure.ssc-clip audio").forEach((other) => {
        if (other !== sound) other.pause();
      });
      follow();
    });

    // A click on the picture takes the sound there. By keyboard the player itself does that.
    picture.style.cursor = "pointer";
    picture.addEventListener("click", (event) => {
      const percent = 100 * event.offsetX / picture.clientWidth;
      sound.currentTime = last * Math.max(0, (percent - left) / (100 - left));
    });
    show();
  }

  function wireAll() {
    document.querySelectorAll("figure.ssc-clip[data-last]").forEach(wire);
  }
  wireAll();
  setTimeout(wireAll, 500);
})();
