// A button that copies the words beside it; where the browser does not allow it, they are chosen.
"use strict";

(function () {
  const note = document.getElementById("copy-note");
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copies]");
    if (!button) return;
    const words = document.getElementById(button.dataset.copies);
    try {
      await navigator.clipboard.writeText(words.innerText);
      button.firstChild.textContent = button.dataset.copied;
      note.textContent = button.dataset.copied;
    } catch {
      const range = document.createRange();
      range.selectNodeContents(words);
      const chosen = window.getSelection();
      chosen.removeAllRanges();
      chosen.addRange(range);
    }
  });
})();
