/**
 * sin(2π·cycle) for cycle in 0…1 by an odd polynomial with the least largest error on a quarter wave; within 6e-7. For slow
 * oscillators, once per block.
 */
export function sine(cycle: f64): f64 {
  // Folded into −¼…¼, where sin(π−x) = sin x.
  let t = cycle - Math.floor(cycle + 0.5);
  if (t > 0.25) t = 0.5 - t;
  else if (t < -0.25) t = -0.5 - t;
  const square = t * t;
  return t * (6.283164044302507 + square * (-41.33714237112285 + square * (81.34076888870632 - 70.99343328283771 * square)));
}
