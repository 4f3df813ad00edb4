using System.Text;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Serving.Protocols;

/// <summary>
/// Collects one column of a request, cast to the model's type cell by cell. The rules of casting are MLflow's (which loses silently: 2.5 becomes 2 in a
/// long column); strict ones refuse that.
/// </summary>
abstract class CellColumn(Field field, bool strict)
{
    ulong[] _validity = new ulong[1];
    bool _hasNulls;

    public Field Field { get; } = field;

    /// <summary>The name as it stands in JSON when it has no escapes.</summary>
    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(field.Name);

    /// <summary>How many rows were added.</summary>
    public int Rows { get; private set; }

    /// <summary>Whether the request named the column at all.</summary>
    public bool Seen { get; set; }

    protected bool Strict { get; } = strict;

    /// <summary>A collector of a type that signatures know.</summary>
    /// <exception cref="ArgumentException">Signatures know no such type.</exception>
    public static CellColumn For(Field field, bool strict) => field.Type.Kind switch
    {
        TypeKind.Float64 or TypeKind.Float32 => new FloatCells(field, strict),
        TypeKind.Int64 or TypeKind.Int32 => new IntegerCells(field, strict),
        TypeKind.Bool => new BoolCells(field, strict),
        TypeKind.String => new TextCells(field, strict),
        TypeKind.Timestamp => new InstantCells(field, strict),
        TypeKind.Binary => new BytesCells(field, strict),
        TypeKind.Vector => new VectorCells(field, strict),
        _ => throw new ArgumentException(
            $"Column '{field.Name}' is {field.Type}, which no request can hold. Cast it before the model, or give the model another signature."),
    };

    /// <summary>Adds a value as the next row.</summary>
    /// <exception cref="InvocationException">It does not fit the type.</exception>
    public void Add(scoped in Cell cell)
    {
        if (Rows >> 6 >= _validity.Length) Array.Resize(ref _validity, _validity.Length * 2);

        var valid = !cell.IsNull && Store(Rows, cell);
        if (cell.IsNull) StoreNull(Rows);
        if (valid) _validity[Rows >> 6] |= 1UL << (Rows & 63);
        else (_validity[Rows >> 6], _hasNulls) = (_validity[Rows >> 6] & ~(1UL << (Rows & 63)), true);
        Rows++;
    }

    /// <summary>Adds rows without a value until there are so many.</summary>
    public void Fill(int rows)
    {
        while (Rows < rows) Add(new(CellKind.Null));
    }

    /// <summary>Forgets the last row, as when a key comes twice in a record.</summary>
    public virtual void Undo() => Rows--;

    /// <summary>The column of what was added.</summary>
    public abstract Column Build();

    /// <summary>Keeps a value that is not null; false: it means null.</summary>
    protected abstract bool Store(int row, scoped in Cell cell);

    /// <summary>Takes a null in; the default allows it only where the column is optional or its type has a sign for missing values.</summary>
    protected virtual void StoreNull(int row)
    {
    }

    protected Validity Validity => new(_hasNulls ? _validity : null, Rows);

    protected static void Grow<T>(ref T[] values, int row)
    {
        if (row >= values.Length) Array.Resize(ref values, Math.Max(8, row * 2));
    }

    /// <summary>The error for a value that no cell can be made of.</summary>
    public InvocationException Refuse(string what) => InvocationException.Cell(Field.Name, TypeName, Rows, $"{what} is no single value.");

    protected InvocationException Bad(scoped in Cell cell, string allowed) => InvocationException.Cell(Field.Name, TypeName, Rows, $"{cell.Show()} {allowed}");

    string TypeName => Field.Type.Kind switch
    {
        TypeKind.Bool => "boolean",
        TypeKind.Timestamp => "datetime",
        TypeKind.Vector => "array of double",
        _ => Field.Type.ToString(),
    };
}
