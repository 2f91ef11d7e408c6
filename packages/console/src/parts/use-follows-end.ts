import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Distance from the end, in pixels, within which somebody counts as reading the end. */
const NEAR_END = 80;

/**
 * Keeps a list at its end, whatever is added to it and however its room changes, until somebody scrolls away; and again
 * once they are back at the end.
 *
 * @param count - How many rows there are.
 * @param scrollToEnd - Goes to the end, also of rows that are not measured yet.
 */
export function useFollowsEnd(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  scrollToEnd: () => void,
): {
  readonly follows: boolean;
  readonly onScroll: () => void;
  /** Leaves the end, for a place that is gone to next. */
  readonly leave: () => void;
} {
  const [follows, setFollows] = useState(true);
  const following = useRef(true);
  const lastTop = useRef(0);
  const goToEnd = useRef(scrollToEnd);
  useLayoutEffect(() => {
    goToEnd.current = scrollToEnd;
  });

  useLayoutEffect(() => {
    if (following.current && count > 0) goToEnd.current();
  }, [count]);
  useEffect(() => {
    const { current: element } = scroller;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      if (following.current) goToEnd.current();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);

  const onScroll = useCallback((): void => {
    const { current: element } = scroller;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    const isNear = scrollHeight - scrollTop - clientHeight <= NEAR_END;
    // Rows that turn out higher than they were thought push the end away; only a move upwards is somebody's wish.
    if (isNear || scrollTop < lastTop.current) {
      following.current = isNear;
      setFollows(isNear);
    }
    lastTop.current = scrollTop;
  }, [scroller]);
  const leave = useCallback((): void => {
    following.current = false;
    setFollows(false);
  }, []);
  return { follows, onScroll, leave };
}
