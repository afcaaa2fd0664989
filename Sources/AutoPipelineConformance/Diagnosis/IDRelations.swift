/// Explanations of token ids, `[N, L]`.
struct IDRelations {
  let have: [Int]
  let want: [Int]
  let mask: [Int]?

  func explanations() -> [String] {
    let wrong = want.indices.filter { have[$0] != want[$0] }
    guard let first = wrong.first else { return [] }
    if let mask, mask.count == want.count, wrong.allSatisfy({ mask[$0] == 0 }) {
      return ["padded with token \(have[first]) instead of \(want[first])"]
    }
    if have.dropLast().elementsEqual(want.dropFirst()) {
      return ["the token at the start is missing"]
    }
    if have.dropFirst().elementsEqual(want.dropLast()) {
      return ["there is a token too many at the start"]
    }
    if wrong.count == 1,
      mask.map({ $0[first] == 1 && ($0.count == first + 1 || $0[first + 1] == 0) })
        ?? false
    {
      return ["the token at the end is \(have[first]) instead of \(want[first])"]
    }
    let run = wrong.allSatisfy { have[$0] == have[first] && want[$0] == want[first] }
    if run, wrong.count > 1 { return ["token \(have[first]) stands for \(want[first]) throughout"] }
    return []
  }
}
