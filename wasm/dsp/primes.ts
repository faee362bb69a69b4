/** The smallest odd prime that is at least `from`. Trial division: meant for delay lengths, a few thousand at most. */
export function nextPrime(from: i32): i32 {
  let candidate = max(from, 3) | 1;
  while (!isOddPrime(candidate)) candidate += 2;
  return candidate;
}

function isOddPrime(odd: i32): bool {
  for (let divisor = 3; divisor * divisor <= odd; divisor += 2) if (odd % divisor == 0) return false;
  return true;
}
