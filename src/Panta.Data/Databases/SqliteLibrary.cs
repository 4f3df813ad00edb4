using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Panta.Data.Databases;

/// <summary>
/// Binds SQLitePCLRaw's provider to the operating system's SQLite, which gets security updates; the library in the NuGet bundles is old and not shipped.
/// </summary>
public static class SqliteLibrary
{
    static readonly Lazy<nint> Loaded = new(Load);

    /// <summary>Loads the library once per process.</summary>
    /// <exception cref="DllNotFoundException">The library is missing; the message says how to install it.</exception>
    public static void Require() => _ = Loaded.Value;

    /// <summary>The address of one of the library's functions, for what is called so often that a safe call costs more than the function.</summary>
    /// <param name="function">Its name, as in <c>sqlite3_column_int64</c>.</param>
    /// <exception cref="EntryPointNotFoundException">The library has no such function.</exception>
    public static nint Export(string function) => NativeLibrary.GetExport(Loaded.Value, function);

    static nint Load()
    {
        var file = OperatingSystem.IsWindows() ? "winsqlite3.dll" : OperatingSystem.IsMacOS() ? "libsqlite3.dylib" : "libsqlite3.so.0";
        if (!NativeLibrary.TryLoad(file, out var library))
            throw new DllNotFoundException($"SQLite ('{file}') is not installed on this machine; on Debian and Ubuntu: apt-get install libsqlite3-0");

        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return library;

        nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == "e_sqlite3" ? library : 0;
    }
}
