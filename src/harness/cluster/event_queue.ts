/** What happens next: a binary heap by time; of equal times the one added first. */
export interface EventQueue<E> {
  add(event: E, seconds: number): void;
  /** The earliest, taken out; undefined where there is none. */
  next(): { readonly event: E; readonly seconds: number } | undefined;
}

interface Entry<E> {
  readonly event: E;
  readonly seconds: number;
  readonly order: number;
}

export function eventQueue<E>(): EventQueue<E> {
  const heap: Entry<E>[] = [];
  let added = 0;
  const before = (a: Entry<E>, b: Entry<E>) =>
    a.seconds !== b.seconds ? a.seconds < b.seconds : a.order < b.order;
  const swap = (a: number, b: number) => {
    [heap[a], heap[b]] = [heap[b], heap[a]];
  };
  return {
    add(event, seconds) {
      heap.push({ event, seconds, order: added++ });
      for (let at = heap.length - 1; at > 0;) {
        const parent = (at - 1) >> 1;
        if (!before(heap[at], heap[parent])) break;
        swap(at, parent);
        at = parent;
      }
    },
    next() {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (heap.length > 0) {
        heap[0] = last;
        for (let at = 0;;) {
          const children = [2 * at + 1, 2 * at + 2].filter((child) => child < heap.length);
          const least = children.reduce((a, b) => before(heap[b], heap[a]) ? b : a, at);
          if (least === at) break;
          swap(at, least);
          at = least;
        }
      }
      return first;
    },
  };
}
