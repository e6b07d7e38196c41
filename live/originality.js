// ssc_lib/judging/originality.py in the page: the stretches copied from printed tunes.
"use strict";

(() => {
  // The longest stretch of a row of events that stands in one of the tunes: its length, where it
  // starts in the row, and in which tune, from which step.
  function longestCopy(row, tunes) {
    const piece = SSC.asText(row);
    let found = { length: 0, start: 0, tune: null, place: 0 };
    let start = 0;
    while (start + found.length < piece.length) {
      const stretch = piece.slice(start, start + found.length + 1);
      const at = tunes.text.indexOf(stretch);
      if (at < 0) {
        start++;
      } else {
        const tune = tunes.tuneAt(at);
        found = { length: stretch.length, start, tune, place: at - tunes.starts[tune] };
      }
    }
    return found;
  }

  // As Concordance.quotations in ssc_lib/judging/whose.py: the longest copy, and what is quoted
  // before and after it, none too short; in the order of the row.
  function quotations(row, tunes, least) {
    const found = longestCopy(row, tunes);
    if (found.length < Math.max(least, 1)) return [];
    const end = found.start + found.length;
    const later = quotations(row.slice(end), tunes, least);
    return [...quotations(row.slice(0, found.start), tunes, least), found,
      ...later.map((one) => ({ ...one, start: one.start + end }))];
  }

  Object.assign(SSC, { longestCopy, quotations });
})();
