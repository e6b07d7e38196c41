// The votes of a page: a button for each answer; the first press says what was chosen and opens
// the answer, which until then is a fold further down.
"use strict";
(() => {
  function answerAfter(box) {
    return [...document.querySelectorAll("details.ssc-answer")].find(
      (fold) => box.compareDocumentPosition(fold) & Node.DOCUMENT_POSITION_FOLLOWING);
  }

  function furnish(box) {
    const place = box.querySelector("[data-answers]");
    const fold = answerAfter(box);
    const said = document.createElement("p");
    said.setAttribute("role", "status");
    const buttons = place.dataset.answers.split(", ").map((name) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => {
        for (const other of buttons) {
          other.setAttribute("aria-pressed", String(other === button));
        }
        const right = fold && fold.dataset.right;
        said.textContent = "You said " + name + "."
          + (right ? (right === name ? " So it is." : " It is " + right + ".") : "")
          + (fold ? " The reasons stand below." : "");
        if (fold) fold.open = true;
      });
      return button;
    });
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", "Your vote");
    place.append(...buttons, said);
  }

  document.querySelectorAll(".ssc-vote").forEach(furnish);
})();
