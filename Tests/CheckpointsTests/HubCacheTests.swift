import Checkpoints
import Foundation
import TestSupport
import Testing

@Suite struct HubCacheTests {
  @Test(arguments: [
    (["HOME": "/h"], "/h/.cache/huggingface/hub"),
    (["HOME": "/h", "XDG_CACHE_HOME": "/x"], "/x/huggingface/hub"),
    (["HOME": "/h", "HF_HOME": "~/hf"], "/h/hf/hub"),
    (["HOME": "/h", "HF_HOME": "$HOME/a/${B}", "B": "c"], "/h/a/c/hub"),
    (["HOME": "/h", "HF_HOME": "/hf", "HUGGINGFACE_HUB_CACHE": "/old"], "/old"),
    (
      ["HOME": "/h", "HF_HOME": "/hf", "HUGGINGFACE_HUB_CACHE": "/old", "HF_HUB_CACHE": "/n"], "/n"
    ),
  ])
  func findsItsRoot(_ environment: [String: String], _ root: String) {
    #expect(HubCache(environment: environment).root.path(percentEncoded: false) == root)
  }

  @Test func findsSnapshots() throws {
    let folder = try TemporaryFolder()
    let cache = HubCache(root: folder.url)
    try folder.write("abc", "models--a--b/refs/main")
    try folder.write("def", "models--a--b/refs/refs/pr/1")
    try folder.write("{}", "models--a--b/blobs/123")
    for commit in ["abc", "def"] {
      try folder.link("models--a--b/snapshots/\(commit)/model_index.json", to: "../../blobs/123")
    }
    #expect(try cache.snapshot("a/b")?.lastPathComponent == "abc")
    #expect(try cache.snapshot("a/b", revision: "refs/pr/1")?.lastPathComponent == "def")
    #expect(try cache.snapshot("a/b", revision: "def")?.lastPathComponent == "def")
    #expect(try cache.snapshot("a/b", revision: "nope") == nil)
    #expect(try cache.snapshot("a/b", revision: "../snapshots/abc") == nil)
    #expect(try cache.snapshot("a/c") == nil)
    #expect(try cache.file("model_index.json", of: "a/b") != nil)
    #expect(try cache.file("unet/config.json", of: "a/b") == nil)
    #expect(try cache.file("../../blobs/123", of: "a/b") == nil)
    try folder.write("../../..", "models--a--b/refs/evil")
    #expect(try cache.snapshot("a/b", revision: "evil") == nil)
  }

  @Test(arguments: ["foo", "foo/bar", "123", "Foo-BAR_foo.bar123", "é/ü", "a", "foo\n", "__a/b__"])
  func acceptsIds(_ id: String) throws {
    try HubCache.validate(id)
  }

  @Test(arguments: [
    (
      "a/b/c",
      "Repo id must be in the form 'repo_name' or 'namespace/repo_name': 'a/b/c'. Use `repo_type` argument if needed."
    ),
    (
      ".repo",
      "Repo id must use alphanumeric chars, '-', '_' or '.'. The name cannot start or end with '-' or '.' and the maximum length is 96: '.repo'."
    ),
    (
      "",
      "Repo id must use alphanumeric chars, '-', '_' or '.'. The name cannot start or end with '-' or '.' and the maximum length is 96: ''."
    ),
    ("foo--bar", "Cannot have -- or .. in repo_id: 'foo--bar'."),
    ("foo.git", "Repo_id cannot end by '.git': 'foo.git'."),
  ])
  func refusesIds(_ id: String, _ message: String) {
    let error = #expect(throws: PythonError.self) { try HubCache.validate(id) }
    #expect(error == PythonError(type: .hubValidationError, message: message))
  }
}
