// Is there still a kernel behind the picture? What is said where it is busy for long, or gone.

export const LOST = "This picture has lost its kernel. Run the notebook's cells again, and it moves.";
export const BUSY = "The kernel is busy: the picture follows when it is done.";
const LATE = 2500; // milliseconds without an answer

export class Contact {
  // `send(message)` throws where no kernel is; `tell(text, isLost)` hears what is to be said.
  constructor(send, tell) {
    this.raw = send;
    this.tell = tell;
  }

  send(message) {
    if (this.reach(message)) this.wait(LATE);
  }

  // Everything that was asked is answered.
  answered() {
    this.end();
    this.tell("", false);
  }

  look() {
    if (this.reach({ still: true })) this.answered();
  }

  lose() {
    this.end();
    this.tell(LOST, true);
  }

  end() {
    clearTimeout(this.timer);
  }

  // A kernel that ended while it was asked is found out by asking for nothing, ever less often.
  wait(time) {
    this.end();
    this.timer = setTimeout(() => {
      if (!this.reach({ still: true })) return;
      this.tell(BUSY, false);
      this.wait(2 * time);
    }, time);
  }

  reach(message) {
    try {
      this.raw(message);
      return true;
    } catch {
      this.lose();
      return false;
    }
  }
}
