using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;

namespace Panta.Learning.Persistence;

/// <summary>
/// The file of a model's numeric arrays, little-endian, each at a multiple of 8 bytes. Its place in the JSON form is
/// <c>{"array": "float64", "offset": 0, "length": 8}</c>, length in elements.
/// </summary>
static class ArrayFile
{
    static readonly FrozenDictionary<Type, (string Name, int Size)> Elements = new Dictionary<Type, (string, int)>
    {
        [typeof(double)] = ("float64", 8),
        [typeof(float)] = ("float32", 4),
        [typeof(long)] = ("int64", 8),
        [typeof(ulong)] = ("uint64", 8),
        [typeof(int)] = ("int32", 4),
        [typeof(uint)] = ("uint32", 4),
        [typeof(short)] = ("int16", 2),
        [typeof(ushort)] = ("uint16", 2),
        [typeof(sbyte)] = ("int8", 1),
        [typeof(byte)] = ("uint8", 1),
        [typeof(bool)] = ("bool", 1),
    }.ToFrozenDictionary();

    /// <summary>Whether values of that type go to the file: immutable arrays of numbers or booleans.</summary>
    public static bool Holds(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) && Elements.ContainsKey(type.GetGenericArguments()[0]);

    /// <summary>An immutable array over an array that nobody changes any more.</summary>
    public static object ToImmutable(Array values) =>
        typeof(ImmutableCollectionsMarshal).GetMethod(nameof(ImmutableCollectionsMarshal.AsImmutableArray))!
            .MakeGenericMethod(values.GetType().GetElementType()!).Invoke(null, [values])!;

    static object? Generic(string method, Type element, params object?[] arguments) =>
        typeof(ArrayFile).GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(element).Invoke(null, arguments);

    static int Append<T>(ImmutableArray<T> values, Stream stream)
        where T : unmanaged
    {
        if (values.IsDefaultOrEmpty) return 0;

        stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
        return values.Length;
    }

    static T[] Load<T>(SafeFileHandle file, long offset, int length)
        where T : unmanaged
    {
        var values = GC.AllocateUninitializedArray<T>(length);
        var bytes = MemoryMarshal.AsBytes(values.AsSpan());
        while (!bytes.IsEmpty)
        {
            var read = RandomAccess.Read(file, bytes, offset);
            if (read == 0) throw new EndOfStreamException();

            bytes = bytes[read..];
            offset += read;
        }

        return values;
    }

    /// <summary>Appends arrays to a stream.</summary>
    internal sealed class Writer(Stream stream)
    {
        public JsonObject Add(object array)
        {
            var element = array.GetType().GetGenericArguments()[0];
            while (stream.Position % 8 != 0) stream.WriteByte(0);
            var offset = stream.Position;
            return new() { ["array"] = Elements[element].Name, ["offset"] = offset, ["length"] = (int)Generic(nameof(Append), element, array, stream)! };
        }
    }

    /// <summary>Reads arrays; the file's length bounds what is allocated, however often a hostile form names the same bytes.</summary>
    internal sealed class Reader(SafeFileHandle file)
    {
        readonly long _fileBytes = RandomAccess.GetLength(file);
        long _readBytes;

        public object? Read(JsonNode node, Type type, string path, ICollection<DocumentProblem> problems)
        {
            var element = type.GetGenericArguments()[0];
            var (name, size) = Elements[element];
            if (Place(node, name) is not var (offset, length))
            {
                problems.Add(new(path, $"is no place in the array file. Such a place reads {{\"array\": \"{name}\", \"offset\": 0, \"length\": 1}}."));
                return null;
            }

            _readBytes += (long)length * size;
            if (offset > _fileBytes - (long)length * size || _readBytes > _fileBytes)
            {
                problems.Add(new(path, $"names {length} values of {size} bytes at byte {offset}, but the array file has only {_fileBytes} bytes."));
                return null;
            }

            return ToImmutable((Array)Generic(nameof(Load), element, file, offset, length)!);
        }

        static (long Offset, int Length)? Place(JsonNode node, string element) =>
            node is JsonObject place && place["array"] is JsonValue name && name.TryGetValue<string>(out var found) && found == element
            && place["offset"] is JsonValue at && at.TryGetValue<long>(out var offset) && offset >= 0
            && place["length"] is JsonValue count && count.TryGetValue<int>(out var length) && length >= 0
                ? (offset, length)
                : null;
    }
}
