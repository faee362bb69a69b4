const { setImmediate } = globalThis as { setImmediate?: (task: () => void) => void };
const waiting: (() => void)[] = [];
let channel: MessageChannel | undefined;

/** Runs `task` in a task of its own, in order. Unlike a timer this is not slowed down where the page is in the background. */
export function later(task: () => void): void {
  // In Node, where a channel that is listened to would keep the process from ending.
  if (setImmediate) {
    setImmediate(task);
    return;
  }
  if (!channel) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => waiting.shift()?.();
  }
  waiting.push(task);
  channel.port2.postMessage(null);
}
