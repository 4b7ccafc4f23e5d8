/// A class or function of Python by name.
struct PickleGlobal: Hashable, Sendable, CustomStringConvertible {
  let module: String
  let name: String

  var description: String { "\(module).\(name)" }

  init(_ module: String, _ name: String) {
    self.module = module
    self.name = name
  }
}

extension PickleGlobal {
  /// Whether this reaches beyond the data: starts programs, opens files or connections, runs text as
  /// code. Nothing a pickle names is ever run here; a file that names such a thing is an attack.
  var isForbidden: Bool {
    let package = module.prefix { $0 != "." }
    return Self.forbiddenPackages.contains(String(package))
      || Self.forbiddenModules.contains(module)
      || (Self.builtins.contains(module) && Self.forbiddenBuiltins.contains(name))
  }

  private static let forbiddenPackages: Set<String> = [
    "os", "posix", "nt", "subprocess", "pty", "sys", "shutil", "runpy", "codeop",
    "importlib", "imp", "pkgutil", "ctypes", "socket", "socketserver", "urllib", "urllib2",
    "requests", "ftplib", "smtplib", "telnetlib", "webbrowser", "asyncio", "multiprocessing",
    "pickle", "_pickle", "cPickle", "marshal", "pip", "pdb", "bdb", "timeit", "cProfile",
    "tempfile", "popen2",
  ]

  /// Modules with common names: a package of the user's own that is called so, with modules inside, may
  /// hold a network.
  private static let forbiddenModules: Set<String> = [
    "code", "commands", "http.client", "http.server", "platform", "profile", "signal",
  ]

  private static let builtins: Set<String> = [
    "builtins", "__builtin__", "__builtins__", "io", "_io", "_pyio", "codecs",
  ]

  private static let forbiddenBuiltins: Set<String> = [
    "eval", "exec", "execfile", "compile", "open", "open_code", "file", "FileIO", "__import__",
    "input", "raw_input", "breakpoint", "apply", "globals", "locals", "vars", "setattr", "delattr",
  ]
}
