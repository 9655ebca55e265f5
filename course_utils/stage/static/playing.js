// ▶: one step after the other, each asked of Python, no sooner than the pace allows.

import { makePlayer, makeSpeed } from "./controls.js";

export class Playing {
  // `stage` has link, root and rest().
  constructor(plays, stage) {
    this.stage = stage;
    this.speed = makeSpeed();
    this.players = plays.map((play, number) =>
      makePlayer(play, this.speed, (isOn) => this.toggle(number, isOn)));
    this.number = 0;
  }

  get nodes() {
    return this.players.length ? [...this.players.map(({ node }) => node), this.speed] : [];
  }

  get isOn() {
    return Boolean(this.players[this.number]?.isOn);
  }

  stop() {
    clearTimeout(this.timer);
    this.players[this.number]?.show(false);
  }

  toggle(number, isOn) {
    this.stop();
    this.number = number;
    this.players[number].show(isOn);
    if (isOn) this.ask("first");
    else this.stage.rest();
  }

  ask(step) {
    this.began = performance.now();
    this.stage.link.ask({ step, play: this.number, rest: false });
  }

  // A step has been taken; does it go on? Where more is asked for, the last answer tells: one to
  // what was moved before ▶ was pressed does not stop it.
  goOn(isOn) {
    const { stage } = this;
    if (stage.link.isBusy) return;
    if (!isOn) {
      this.stop();
      stage.rest();
      return;
    }
    const pace = 1000 * this.players[this.number].pace();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.isOn && stage.root.isConnected) this.ask("next");
      else this.goOn(false);
    }, Math.max(0, pace - (performance.now() - this.began)));
  }
}
