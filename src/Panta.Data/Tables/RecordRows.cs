using System.Collections.Immutable;
using System.Reflection;
using Panta.Data.Schemas;

namespace Panta.Data.Tables;

/// <summary>Rows of a table as records and back. Properties are looked up once a type.</summary>
static class RecordRows<T>
{
    static readonly PropertyInfo[] Properties = RecordValues.Properties(typeof(T));

    public static Table ToTable(IReadOnlyList<T> rows)
    {
        var fields = ImmutableArray.CreateBuilder<Field>(Properties.Length);
        var columns = ImmutableArray.CreateBuilder<Column>(Properties.Length);
        foreach (var property in Properties)
        {
            var type = RecordValues.TypeOf(property.PropertyType, $"{typeof(T).Name}.{property.Name}");
            var builder = ColumnBuilder.For(type);
            foreach (var row in rows) builder.Add(RecordValues.Of(property.GetValue(row)));
            fields.Add(new(property.Name, type) { Nullable = RecordValues.IsNullable(property) });
            columns.Add(builder.Build());
        }

        return new(new(fields.MoveToImmutable()), columns.MoveToImmutable(), rows.Count);
    }

    public static IEnumerable<T> FromTable(Table table)
    {
        var constructor = typeof(T).GetConstructors().OrderByDescending(c => c.GetParameters().Length).FirstOrDefault(c => c.GetParameters().All(p => Find(table, p.Name!) >= 0));
        if (constructor is null && !typeof(T).IsValueType)
            throw new ArgumentException($"{typeof(T).Name} cannot be made from columns {string.Join(", ", table.Schema.Names)}: no constructor whose parameters are all columns.");

        var parameters = constructor?.GetParameters() ?? [];
        var settable = Properties.Where(p => p.CanWrite && !parameters.Any(q => q.Name == p.Name))
            .Select(p => (Property: p, Index: Find(table, p.Name))).Where(p => p.Index >= 0).ToArray();
        return Read(table, constructor, [.. parameters.Select(p => (Find(table, p.Name!), p.ParameterType))], settable);
    }

    static IEnumerable<T> Read(Table table, ConstructorInfo? constructor, (int Index, Type Type)[] parameters, (PropertyInfo Property, int Index)[] settable)
    {
        var arguments = new object?[parameters.Length];
        for (var row = 0; row < table.RowCount; row++)
        {
            for (var i = 0; i < arguments.Length; i++) arguments[i] = ValueFor(table, parameters[i].Index, row, parameters[i].Type);
            var record = constructor is null ? default(T)! : (T)constructor.Invoke(arguments);
            object boxed = record!;
            foreach (var (property, index) in settable) property.SetValue(boxed, ValueFor(table, index, row, property.PropertyType));
            yield return (T)boxed;
        }
    }

    static object? ValueFor(Table table, int index, int row, Type wanted)
    {
        var value = table.Columns[index].Value(row);
        var type = Nullable.GetUnderlyingType(wanted) ?? wanted;
        if (value is null)
        {
            return !wanted.IsValueType || type != wanted ? null
                : throw new ArgumentException($"Column '{table.Schema[index].Name}' is null in row {row}, and {type.Name} has no null. Make the property nullable.");
        }

        try
        {
            return RecordValues.As(value, type);
        }
        catch (Exception error) when (error is InvalidCastException or OverflowException or FormatException)
        {
            throw new ArgumentException($"Column '{table.Schema[index].Name}' holds {value} in row {row}, which is no {type.Name}.", error);
        }
    }

    static int Find(Table table, string name)
    {
        if (table.Schema.Contains(name)) return table.Schema.IndexOf(name);

        for (var i = 0; i < table.Schema.Count; i++)
            if (Plain(table.Schema[i].Name).Equals(Plain(name), StringComparison.OrdinalIgnoreCase)) return i;
        return -1;
    }

    static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal);
}
