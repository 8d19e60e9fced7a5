/** First in, first out, in constant time. */
export interface Line<T> {
  join(item: T): void;
  /** The one that leaves next. */
  first(): T | undefined;
  leave(): T | undefined;
}

export function createLine<T>(): Line<T> {
  let items: T[] = [];
  let head = 0;
  return {
    join: (item) => items.push(item),
    first: () => (head < items.length ? items[head] : undefined),
    leave() {
      if (head === items.length) return undefined;
      const item = items[head];
      head += 1;
      // Moves what is left to the front once the used half outweighs it, so that the array does not grow for ever.
      if (head > 1024 && head * 2 > items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
  };
}
