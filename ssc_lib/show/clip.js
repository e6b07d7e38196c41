// The clips of a page: a playhead in step with the sound, and one sound at a time.
//
// Every clip brings this script along, since it may be the only one on the page. It wires all clips
// that it finds and marks each, so that a second copy does nothing. A notebook may run it a moment
// before the clip is on the page; then the second look, half a second later, finds it.
//
// A clip to vote on has a sound and no picture; the picture stands in the answer, and its sound is
// that of the vote, if it is on the same page.
(() => {
  function wire(figure) {
    const elsewhere = "[data-sound=" + figure.dataset.of + "] audio";
    const sound = figure.querySelector("audio") || document.querySelector(elsewhere);
    const head = figure.querySelector(".ssc-playhead");
    if (figure.wired || !sound) return;
    figure.wired = true;
    sound.addEventListener("play", () => {
      document.querySelectorAll("figure.ssc-clip audio").forEach((other) => {
        if (other !== sound) other.pause();
      });
    });
    if (!head) return;

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
    sound.addEventListener("play", follow);

    // A click on the picture takes the sound there. By keyboard the player itself does that.
    picture.style.cursor = "pointer";
    picture.addEventListener("click", (event) => {
      const percent = 100 * event.offsetX / picture.clientWidth;
      sound.currentTime = last * Math.max(0, (percent - left) / (100 - left));
      if (figure.dataset.of) sound.play();
    });
    show();
  }

  function wireAll() {
    document.querySelectorAll("figure.ssc-clip").forEach(wire);
  }
  wireAll();
  setTimeout(wireAll, 500);
})();
