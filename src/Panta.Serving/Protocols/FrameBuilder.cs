using System.Buffers;
using System.Text;
using System.Text.Json;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Serving.Protocols;

/// <summary>Collects the columns that a model asks for from a request; what it does not ask for is skipped.</summary>
sealed class FrameBuilder
{
    readonly CellColumn[] _columns;
    readonly Schema _inputs;
    readonly InvocationOptions _options;

    public FrameBuilder(Schema inputs, Schema extras, InvocationOptions options)
    {
        _inputs = inputs;
        _options = options;
        _columns = [.. inputs.Fields.Concat(extras.Fields).Select(field => CellColumn.For(field, options.Strict))];
    }

    /// <summary>How many rows were begun.</summary>
    public int Rows { get; private set; }

    /// <summary>The model's columns; extras come after them.</summary>
    public int InputCount => _inputs.Count;

    /// <summary>Whether a column's values are arrays, so that an array of values cannot be told from one value.</summary>
    public bool HasArrays => _inputs.Fields.Any(input => input.Type.Kind == TypeKind.Vector);

    /// <summary>Names of columns that nothing asked for; at most a few are kept, for the error.</summary>
    public List<string> Extra { get; } = [];

    public CellColumn this[int column] => _columns[column];

    /// <summary>
    /// The position of the column that the reader's property names, or −1. Tried first: the one after the last found, since rows repeat their
    /// order.
    /// </summary>
    public int Find(ref Utf8JsonReader name, int guess)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            var at = guess + i < _columns.Length ? guess + i : guess + i - _columns.Length;
            if (name.ValueTextEquals(_columns[at].Utf8Name)) return Asked(at);
        }
        return Unasked(Encoding.UTF8.GetString(name.ValueSpan));
    }

    /// <summary>The position of a column by name, or −1.</summary>
    public int Find(string name)
    {
        var at = Array.FindIndex(_columns, column => column.Field.Name == name);
        return at < 0 ? Unasked(name) : Asked(at);
    }

    /// <summary>Begins a row.</summary>
    /// <exception cref="InvocationException">There are too many.</exception>
    public void BeginRow()
    {
        if (++Rows > _options.MaxRows)
            throw InvocationException.Unreadable($"The request has more than {_options.MaxRows} rows. Send fewer at a time, or score the file by batch.");
    }

    /// <summary>Gives the columns that the row did not name a null.</summary>
    public void EndRow()
    {
        foreach (var column in _columns)
            if (column.Rows < Rows && column.Seen) column.Fill(Rows);
    }

    /// <summary>
    /// Adds the value that the reader is at to a column, and leaves the reader at the value's end. A column that first comes in a later row has
    /// nulls before.
    /// </summary>
    public void Add(int at, ref Utf8JsonReader reader, int row)
    {
        var column = _columns[at];
        while (column.Rows > row) column.Undo(); // a name that comes twice: the last counts
        column.Fill(row);
        Add(column, ref reader);
    }

    /// <summary>The rows so far, all columns filled to the longest.</summary>
    /// <exception cref="InvocationException">A required column of the model is missing.</exception>
    public Table Build(int rows)
    {
        var missing = _inputs.Fields.Where((field, i) => !_columns[i].Seen && !field.Nullable).Select(field => $"'{field.Name}'").ToList();
        if (missing.Count > 0)
        {
            var extra = Extra.Count == 0 ? "" : $" Note that there were extra inputs: [{string.Join(", ", Extra.Select(name => $"'{name}'"))}].";
            throw InvocationException.Schema($"Model is missing inputs [{string.Join(", ", missing)}].{extra}");
        }

        foreach (var column in _columns)
            if (column.Seen) column.Fill(rows);
        var seen = _columns.Where(column => column.Seen).ToList();
        return new(new Schema([.. seen.Select(column => column.Field)]), [.. seen.Select(column => column.Build())], rows);
    }

    static void Add(CellColumn column, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: column.Add(new(CellKind.Null)); break;
            case JsonTokenType.True: column.Add(new(CellKind.True)); break;
            case JsonTokenType.False: column.Add(new(CellKind.False)); break;
            case JsonTokenType.Number: column.Add(new(CellKind.Number, reader.ValueSpan)); break;
            case JsonTokenType.String: AddText(column, ref reader); break;
            case JsonTokenType.StartArray when column is VectorCells vectors: vectors.Add(ref reader); break;
            default: throw column.Refuse(InvocationReader.Named(reader.TokenType));
        }
    }

    static void AddText(CellColumn column, ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            column.Add(new(CellKind.Text, reader.ValueSpan));
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            var length = reader.CopyString(rented);
            column.Add(new(CellKind.Text, rented.AsSpan(0, length)));
        }
        catch (InvalidOperationException)
        {
            throw column.Refuse("text with half of a surrogate pair");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    int Asked(int at)
    {
        _columns[at].Seen = true;
        return at;
    }

    int Unasked(string name)
    {
        if (Extra.Count < 20 && !Extra.Contains(name)) Extra.Add(name);
        return -1;
    }
}
