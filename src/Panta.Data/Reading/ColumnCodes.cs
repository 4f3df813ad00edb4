using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Text;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Reading;

/// <summary>
/// A column of few different values as numbers from 0 on, which DuckDB sees as an ENUM: a type that says how many values there can be, where it knows
/// nothing of other columns of ours beforehand. By that it groups without hashing.
/// </summary>
/// <param name="Writer">Writes the numbers.</param>
/// <param name="Value">The value in SQL, of the number in SQL.</param>
sealed record ColumnCodes(VectorWriter Writer, Func<string, string> Value)
{
    // DuckDB groups without hashing by up to 12 bits, those of all keys together.
    const int MostValues = 4_000;
    // What few rows would save is less than what an ENUM costs.
    const int FewestRows = 32_768;

    static readonly ImmutableArray<string> Digits = [.. Enumerable.Range(0, MostValues).Select(number => number.ToString(CultureInfo.InvariantCulture))];

    // Looking at all numbers costs as much as reading them: once for a column, which never changes.
    static readonly ConditionalWeakTable<Column, StrongBox<ColumnCodes?>> Known = [];

    /// <summary>The codes of a column; null where it has too few rows or too many values, or is of another type than text or whole numbers.</summary>
    public static ColumnCodes? Of(Column column) => column.Length < FewestRows ? null : Known.GetValue(column, static each => new(Found(each))).Value;

    static ColumnCodes? Found(Column column) => column switch
    {
        TextColumn text => OfText(text),
        Column<short> { Type.Kind: TypeKind.Int16 } numbers => OfNumbers(numbers),
        Column<int> { Type.Kind: TypeKind.Int32 } numbers => OfNumbers(numbers),
        Column<long> { Type.Kind: TypeKind.Int64 } numbers => OfNumbers(numbers),
        _ => null,
    };

    static ColumnCodes? OfText(TextColumn column) =>
        column.Dictionary.Length is > 0 and <= MostValues && column.Dictionary.All(IsPlain)
            ? new(new TextCodeWriter(column), code => $"CAST({code} AS VARCHAR)")
            : null;

    // The names of an ENUM end at a NUL, and differ: what is no Unicode would become the same sign for all.
    static bool IsPlain(string text) =>
        !text.Contains('\0', StringComparison.Ordinal) && (Ascii.IsValid(text) || !text.EnumerateRunes().Contains(Rune.ReplacementChar));

    static ColumnCodes? OfNumbers<T>(Column<T> column)
        where T : unmanaged, IBinaryInteger<T>
    {
        // Those of null rows too: they get a number as well.
        var (least, most) = (TensorPrimitives.Min(column.Span), TensorPrimitives.Max(column.Span));
        var count = Int128.CreateChecked(most) - Int128.CreateChecked(least) + 1;
        if (count > MostValues) return null;

        var value = string.Create(CultureInfo.InvariantCulture, $"+ {least} AS {NativeText.OfType(column.Type)})");
        return new(new NumberCodeWriter<T>(column, least, Digits[..(int)count]), code => $"CAST(CAST(enum_code({code}) AS BIGINT) {value}");
    }
}

/// <summary>Writes a column as numbers of the names of an ENUM.</summary>
abstract unsafe class CodeWriter(Column column, ImmutableArray<string> names) : VectorWriter(column)
{
    public override nint CreateNativeType() => NativeDuckDb.CreateEnumType([.. names], (ulong)names.Length);

    protected sealed override void WriteValues(int start, int count, nint vector)
    {
        Span<int> codes = stackalloc int[count];
        CopyCodes(start, codes);
        var into = NativeDuckDb.VectorData(vector);
        if (names.Length <= byte.MaxValue) TensorPrimitives.ConvertTruncating(codes, new Span<byte>(into, count));
        else TensorPrimitives.ConvertTruncating(codes, new Span<ushort>(into, count));
    }

    /// <summary>The numbers of rows from a place on; of null rows anything.</summary>
    protected abstract void CopyCodes(int start, Span<int> codes);
}

/// <summary>Text: the codes that the column has already.</summary>
sealed class TextCodeWriter(TextColumn column) : CodeWriter(column, column.Dictionary)
{
    protected override void CopyCodes(int start, Span<int> codes) => column.Codes.Span.Slice(start, codes.Length).CopyTo(codes);
}

/// <summary>Whole numbers: how far each is from the least.</summary>
sealed class NumberCodeWriter<T>(Column<T> column, T least, ImmutableArray<string> names) : CodeWriter(column, names)
    where T : unmanaged, IBinaryInteger<T>
{
    protected override void CopyCodes(int start, Span<int> codes)
    {
        // None is larger than the number of names.
        Span<T> differences = stackalloc T[codes.Length];
        TensorPrimitives.Subtract(column.Span.Slice(start, codes.Length), least, differences);
        TensorPrimitives.ConvertTruncating<T, int>(differences, codes);
    }
}
