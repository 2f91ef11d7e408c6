import type { ReplayPlayer } from '@agent-session/rxjs';
import type { Keyboard } from './keyboard.js';

/** Lets the keys of the live view steer a replay until released. */
export function steerReplay(
  player: ReplayPlayer,
  keyboard: Keyboard,
  changed: () => void,
  onLeave: () => void,
): () => void {
  return keyboard.listen((key) => {
    if (key.name === 'q' || (key.ctrl && key.name === 'c')) {
      onLeave();
      return;
    }
    if (key.name === 'space') {
      if (player.playing) player.pause();
      else player.play();
    } else if (key.name === 'right') player.step();
    else if (key.name === 'left') player.seek(player.position - 1);
    else if (key.name === 'up') player.setSpeed(Math.min(1024, player.speed * 2));
    else if (key.name === 'down') player.setSpeed(Math.max(1 / 64, Math.min(1024, player.speed) / 2));
    else if (key.name === 'home') player.seek(0);
    else if (key.name === 'end') player.seek(player.length);
    else if (/^[0-9]$/.test(key.text)) player.seek(Math.round((Number(key.text) / 10) * player.length));
    changed();
  });
}
