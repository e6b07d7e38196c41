// ssc_lib/chance/markov.py in the page: what comes next depends on what sounds now.
//
// Rows are where you come from and sum to 1. Before the first event the initial distribution holds.
"use strict";

(() => {
  class MarkovChain extends SSC.Generator {
    constructor(matrix, { states = matrix.map((_, i) => String(i)), initial = null } = {}) {
      super(matrix.length);
      const K = this.vocabulary;
      if (!K || !matrix.every((row) => row.length === K)) {
        throw new Error("a transition matrix is square, with a row for each state");
      }
      const even = new Array(K).fill(1 / K);
      this.states = states;
      this.P = matrix.map((row, i) => SSC.asDistribution(row, `the row of state ${states[i]}`));
      this.initial = SSC.asDistribution(initial || even, "the initial distribution");
    }

    start() {
      return { now: -1 };
    }

    step(state, event) {
      state.now = event;
      return state;
    }

    distribution(state) {
      return state.now < 0 ? this.initial : this.P[state.now];
    }

    // The distribution after one more step.
    after(p) {
      return p.map((_, j) => p.reduce((total, v, i) => total + v * this.P[i][j], 0));
    }

    // Whether each state can be reached from each other one, or is it.
    reachable() {
      const found = this.P.map((row, i) => row.map((p, j) => p > 0 || i === j));
      found.forEach((_, k) => found.forEach((row, i) => row.forEach((there, j) => {
        found[i][j] = there || found[i][k] && found[k][j];
      })));
      return found;
    }

    // States of each class that cannot be left, once entered.
    closedClasses() {
      const to = this.reachable();
      const all = [...to.keys()];
      const classes = all.map((i) => all.filter((j) => to[i][j] && to[j][i]));
      return all.filter((i) => classes[i][0] === i && all.every((j) => !to[i][j] || to[j][i]))
        .map((i) => classes[i]);
    }

    // The distribution pi with pi P = pi, by elimination without subtractions.
    stationary() {
      const closed = this.closedClasses();
      if (closed.length > 1) {
        const names = closed.map((c) => `{${c.map((i) => this.states[i]).join(", ")}}`);
        throw new Error(`the stationary distribution is not unique: ${names.join(" and ")} are ` +
          "closed classes; take one of them by itself");
      }
      const members = closed[0];
      const A = members.map((i) => members.map((j) => this.P[i][j]));
      for (let k = A.length - 1; k > 0; k--) {
        const leaving = A[k].slice(0, k).reduce((a, b) => a + b, 0);
        for (let i = 0; i < k; i++) {
          A[i][k] /= leaving;
          for (let j = 0; j < k; j++) A[i][j] += A[i][k] * A[k][j];
        }
      }
      const weights = [1];
      for (let k = 1; k < A.length; k++) {
        weights.push(weights.reduce((total, w, i) => total + w * A[i][k], 0));
      }
      const total = weights.reduce((a, b) => a + b, 0);
      const pi = new Array(this.vocabulary).fill(0);
      members.forEach((i, n) => (pi[i] = weights[n] / total));
      return pi;
    }
  }

  SSC.MarkovChain = MarkovChain;
})();
