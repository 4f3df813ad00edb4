using System.Runtime.InteropServices;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>DuckDB's nested types out of those of their parts, which are destroyed.</summary>
static unsafe class NestedTypes
{
    public static nint List(nint element)
    {
        var type = CreateListType(element);
        DestroyType(ref element);
        return type;
    }

    public static nint Map(nint key, nint value)
    {
        var type = CreateMapType(key, value);
        DestroyType(ref key);
        DestroyType(ref value);
        return type;
    }

    public static nint Struct(IReadOnlyList<string> names, nint[] types)
    {
        var texts = names.Select(Marshal.StringToCoTaskMemUTF8).ToArray();
        fixed (nint* of = types, called = texts)
        {
            var type = CreateStructType(of, (byte**)called, (ulong)types.Length);
            foreach (ref var each in types.AsSpan()) DestroyType(ref each);
            foreach (var text in texts) Marshal.FreeCoTaskMem(text);
            return type;
        }
    }
}
