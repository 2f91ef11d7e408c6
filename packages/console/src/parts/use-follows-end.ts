import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Distance from the end, in pixels, within which somebody counts as reading the end. */
const NEAR_END = 80;

/** What somebody does who moves a list; a list that is moved for them only scrolls. */
const MOVES = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

/**
 * Keeps a list at its end, whatever is added to it and however its room changes, until somebody scrolls away; and again
 * once they are back at the end.
 *
 * @param size - How high all rows are together, as far as they are measured.
 * @param scrollToEnd - Goes to the end, also of rows that are not measured yet.
 */
export function useFollowsEnd(
  scroller: RefObject<HTMLElement | null>,
  size: number,
  scrollToEnd: () => void,
): {
  readonly follows: boolean;
  readonly onScroll: () => void;
  /** Stays away from the end, also where that is near, until somebody moves the list. */
  readonly leave: () => void;
  /** Goes to the end, and stays there. */
  readonly follow: () => void;
} {
  const [follows, setFollows] = useState(true);
  const following = useRef(true);
  const isHeld = useRef(false);
  const lastTop = useRef(0);
  const goToEnd = useRef(scrollToEnd);
  useLayoutEffect(() => {
    goToEnd.current = scrollToEnd;
  });

  useLayoutEffect(() => {
    if (following.current && size > 0) goToEnd.current();
  }, [size]);
  useEffect(() => {
    const { current: element } = scroller;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      if (following.current) goToEnd.current();
    });
    observer.observe(element);
    const letGo = (): void => void (isHeld.current = false);
    for (const move of MOVES) element.addEventListener(move, letGo, { passive: true });
    return () => {
      observer.disconnect();
      for (const move of MOVES) element.removeEventListener(move, letGo);
    };
  }, [scroller]);

  const onScroll = useCallback((): void => {
    const { current: element } = scroller;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    const isNear = scrollHeight - scrollTop - clientHeight <= NEAR_END;
    // Rows that turn out higher than they were thought push the end away; only a move upwards is somebody's wish.
    if (!isHeld.current && (isNear || scrollTop < lastTop.current)) {
      following.current = isNear;
      setFollows(isNear);
    }
    lastTop.current = scrollTop;
  }, [scroller]);
  const leave = useCallback((): void => {
    isHeld.current = true;
    following.current = false;
    setFollows(false);
  }, []);
  const follow = useCallback((): void => {
    isHeld.current = false;
    following.current = true;
    setFollows(true);
    goToEnd.current();
  }, []);
  return { follows, onScroll, leave, follow };
}
