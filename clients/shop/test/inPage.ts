/* Scripts that a page runs before its own; in braces, since a constant of a script hides what is global for all others. */

/** The first order is sent, and its answer never arrives. `sent` counts the orders that were sent. */
export const LOSE_FIRST_ANSWER = `{
  const { fetch } = globalThis;
  globalThis.sent = 0;
  globalThis.fetch = async (input, init) => {
    const answer = await fetch(input, init);
    if (!init?.body?.includes('"PlaceOrder"') || !answer.ok) return answer;
    globalThis.sent += 1;
    if (globalThis.sent === 1) throw new TypeError('the answer was lost');
    return answer;
  };
}`;

/** `lose()` closes every socket, and lets none be opened until `find()`. */
export const KEEP_SOCKETS = `{
  const { WebSocket } = globalThis;
  const opened = new Set();
  let isLost = false;
  globalThis.WebSocket = class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols);
      opened.add(this);
      if (isLost) this.close(4000);
    }
  };
  globalThis.lose = () => {
    isLost = true;
    for (const socket of opened) socket.close(4000);
  };
  globalThis.find = () => {
    isLost = false;
  };
}`;

/** The page hears of nothing by itself: what it asks its sockets for is not sent. */
export const NEVER_LIVE = `
  globalThis.WebSocket = class extends globalThis.WebSocket {
    send() {}
  };`;
